using System.Collections.Concurrent;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Slots;

/// <summary>
/// The day books of all chains, each behind a lock, so that searches of one chain do not choose the same place at once.
/// That only saves work: with several instances it is the claim's conditional write that decides.
/// </summary>
public sealed class ChainBooks(ClaimStore claims, TimeProvider clock) : IDisposable
{
    readonly ConcurrentDictionary<string, ChainBook> books = new();

    public ChainBook Of(ChainView chain) => books.GetOrAdd(chain.Chain.Id, _ => new(chain, claims, clock));

    public void Dispose()
    {
        foreach (var book in books.Values) book.Dispose();
    }

    /// <summary>Removes a series' claims from the store and from memory; once more does no harm.</summary>
    /// <param name="round">Only those of this round; null: all.</param>
    public async Task Withdraw(string chain, SeriesId series, int? round, CancellationToken ct)
    {
        await claims.Withdraw(series, round, ct);
        await Remove(chain, series.ToString(), round, ct);
    }

    /// <summary>Takes a series' claims out of memory only.</summary>
    public async Task Remove(string chain, string series, int? round, CancellationToken ct)
    {
        if (!books.TryGetValue(chain, out var book)) return;
        using (await book.Enter(ct)) book.Days.Remove(series, round);
    }
}

/// <summary>One chain's claims in memory, and the lock around them.</summary>
public sealed class ChainBook(ChainView chain, ClaimStore claims, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);
    readonly SemaphoreSlim gate = new(1);
    DateTimeOffset read = DateTimeOffset.MinValue;

    /// <summary>Only for who has entered.</summary>
    public DayBook Days { get; } = new(chain.Calendar);

    public async Task<IDisposable> Enter(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        return new Leave(gate);
    }

    public void Dispose() => gate.Dispose();

    /// <summary>Reads every day that changed since it was last read here, unless that was moments ago.</summary>
    /// <param name="now">True: read in any case.</param>
    public async Task Refresh(bool now, CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        if (!now && at - read < MaxAge) return;
        var today = chain.Calendar.Today(at);
        var id = chain.Chain.Id;
        Days.DropBefore(today);
        if (read == DateTimeOffset.MinValue)
            await LoadAll(claims.Days.Find(d => d.Chain == id && d.Date >= today), ct);
        else
        {
            var versions = await claims.Days.Find(d => d.Chain == id && d.Date >= today).Project(d => new { d.Id, d.Version, d.Location, d.Date }).ToListAsync(ct);
            foreach (var changed in versions.Where(v => v.Version != Days.Version(v.Location, v.Date)).Select(v => v.Id).Chunk(200))
                await LoadAll(claims.Days.Find(Builders<DayDocument>.Filter.In(d => d.Id, changed)), ct);
        }
        read = at;
    }

    async Task LoadAll(IFindFluent<DayDocument, DayDocument> days, CancellationToken ct)
    {
        foreach (var day in await days.ToListAsync(ct)) Days.Load(day);
    }

    sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
