using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Scheduling.WaitingLists;

/// <summary>
/// Gives waiting series another look, each chain in a line of its own. A due series that the sweep has taken in hand joins its
/// chain's line; one turn at a time goes on through the line by rank, over those in it and those still due in the store, and
/// begins at its head again only after its end: so the urgent come first, and nobody who comes again overtakes who has not had
/// a look yet. Whoever the turn does not reach keeps its place for the next one, and should this instance die, is due again as
/// the sweep left it.
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

    sealed class Line
    {
        /// <summary>First of the chain's whole queue when something freed: before all others.</summary>
        public SortedSet<Waiter> First { get; } = new(Waiter.ByRank);
        public SortedSet<Waiter> InHand { get; } = new(Waiter.ByRank);
        /// <summary>Where the line has been served to; null at its head.</summary>
        public Waiter? Reached { get; set; }
        /// <summary>True while a turn is under way.</summary>
        public bool Served { get; set; }
    }

    /// <summary>A waiting series that the sweep has in hand joins its chain's line, which has a turn now unless one is under way.</summary>
    public Task Join(Waiter waiter, CancellationToken ct) => Serve(waiter.Chain, line => line.InHand.Add(waiter), ct);

    /// <summary>Something freed in this chain: the first of its queue are looked at, due or not.</summary>
    public async Task SlotsFreed(string chain, CancellationToken ct)
    {
        var first = await queue.First(chain, null, null, AfterRelease, ct);
        await Serve(chain, line => line.First.UnionWith(first), ct);
    }

    async Task Serve(string chain, Action<Line> join, CancellationToken ct)
    {
        var line = lines.GetOrAdd(chain, _ => new());
        lock (line)
        {
            join(line);
            if (line.Served) return;
            line.Served = true;
        }
        var serving = true;
        try
        {
            var end = clock.GetUtcNow() + TurnLasts;
            for (var look = 0; look < LooksInATurn && clock.GetUtcNow() < end && serving; look++)
                if (await Next(chain, line, ct) is { } next) await placer.TryAgain(next.Id, ct);
                // Somebody may have joined in this moment.
                else lock (line) serving = line.Served = line.First.Count + line.InHand.Count > 0;
        }
        finally
        {
            if (serving) lock (line) line.Served = false;
        }
    }

    /// <summary>Whoever comes next: of those in hand, or of those still due, who are then taken in hand like any.</summary>
    /// <returns>Null when there is none.</returns>
    async Task<Waiter?> Next(string chain, Line line, CancellationToken ct)
    {
        while (true)
        {
            var (now, reached) = (clock.GetUtcNow(), line.Reached);
            var due = await queue.First(chain, now, reached, 1, ct) is [var found] ? found : null;
            lock (line)
            {
                if (line.First.Min is { } first && line.First.Remove(first)) return first;
                var inHand = line.InHand.FirstOrDefault(w => reached is null || Waiter.ByRank.Compare(w, reached) > 0);
                if (inHand is not null && (due is null || Waiter.ByRank.Compare(inHand, due) <= 0))
                {
                    line.InHand.Remove(inHand);
                    return line.Reached = inHand;
                }
                // The end of the line: once more from its head.
                if (due is null) line.Reached = null;
            }
            if (due is null && reached is null) return null;
            // Not taken: it is just joining the line by itself.
            if (due is not null && await store.Documents.Claim(due.Id, now, ct)) return line.Reached = due;
        }
    }
}
