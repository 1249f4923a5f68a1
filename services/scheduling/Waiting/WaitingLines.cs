using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Scheduling.WaitingLists;

/// <summary>
/// Gives waiting series another look, each chain in a line of its own, by rank. A due series that the sweep has taken in hand
/// joins its chain's line; one turn at a time serves the line, always whoever ranks first among those in it and those still
/// due in the store, until none is left or the turn is over. Whoever the turn does not reach keeps its place for the next one,
/// and should this instance die, is due again as the sweep left it.
/// </summary>
/// <remarks>
/// The promise: a waiting series is looked at after two minutes, then ever later, at least every ten (the sweep's longest
/// back-off), and at once when something frees and it ranks among the first. A chain whose searches are slow or fail spends
/// only turns of its own: nobody waits for a turn that somebody else has.
/// </remarks>
public sealed class WaitingLines(DocumentStore<Series, SeriesFact> store, IWaitingQueue queue, Placer placer, TimeProvider clock)
{
    const int AfterRelease = 5;
    const int LooksInATurn = 100;
    static readonly TimeSpan TurnLasts = TimeSpan.FromSeconds(1);
    readonly ConcurrentDictionary<string, Line> lines = new();

    /// <summary>Those in hand, by rank, and whether a turn is under way.</summary>
    sealed class Line
    {
        public SortedSet<Waiter> InHand { get; } = new(Waiter.ByRank);
        public bool Served { get; set; }
    }

    /// <summary>A waiting series joins its chain's line, which has a turn now unless one is under way.</summary>
    public Task Join(Waiter waiter, CancellationToken ct) => Serve(waiter.Chain, [waiter], ct);

    /// <summary>Something freed in this chain: the first of its queue are looked at, due or not.</summary>
    public async Task SlotsFreed(string chain, CancellationToken ct) => await Serve(chain, await queue.First(chain, null, AfterRelease, ct), ct);

    async Task Serve(string chain, IReadOnlyList<Waiter> joining, CancellationToken ct)
    {
        var line = lines.GetOrAdd(chain, _ => new());
        lock (line)
        {
            line.InHand.UnionWith(joining);
            if (line.Served) return;
            line.Served = true;
        }
        var served = true;
        try
        {
            var end = clock.GetUtcNow() + TurnLasts;
            for (var look = 0; look < LooksInATurn && clock.GetUtcNow() < end && served; look++)
                if (await Next(chain, line, ct) is { } next) await placer.TryAgain(next, ct);
                else lock (line) served = line.Served = line.InHand.Count > 0;
        }
        finally
        {
            if (served) lock (line) line.Served = false;
        }
    }

    /// <summary>Whoever ranks first: of those in hand, or of those still due, who are then taken in hand like any.</summary>
    /// <returns>Null when there is none.</returns>
    async Task<string?> Next(string chain, Line line, CancellationToken ct)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var due = await queue.First(chain, now, 1, ct) is [var next] ? next : null;
            lock (line)
                if (line.InHand.Min is { } first && (due is null || Waiter.ByRank.Compare(first, due) <= 0))
                {
                    line.InHand.Remove(first);
                    return first.Id;
                }
            if (due is null) return null;
            if (await store.Documents.Claim(due.Id, now, ct)) return due.Id;
        }
    }
}
