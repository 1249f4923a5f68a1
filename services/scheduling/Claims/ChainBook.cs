using System.Collections.Concurrent;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Claims;

/// <summary>
/// The day books of all chains, each behind a lock, so that searches of one chain do not choose the same place at once.
/// That only saves work: with several instances it is the claim's conditional write that decides.
/// </summary>
public sealed class ChainBooks(IClaims claims, TimeProvider clock) : IDisposable
{
    readonly ConcurrentDictionary<string, ChainBook> books = new();

    public ChainBook Of(string chain) => books.GetOrAdd(chain, _ => new(chain, claims, clock));

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
        using (await book.Enter(ct)) book.Remove(series, round);
    }
}

/// <summary>One chain's claims in memory, and the lock around them.</summary>
public sealed class ChainBook(string chain, IClaims claims, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);
    readonly SemaphoreSlim gate = new(1);
    DateTimeOffset read = DateTimeOffset.MinValue;
    ChainView? rules;
    DayBook? days;

    /// <summary>Only for who has entered and refreshed.</summary>
    public DayBook Days => days ?? throw new InvalidOperationException($"The book of {chain} has not been read yet");

    public async Task<IDisposable> Enter(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        return new Leave(gate);
    }

    public void Dispose() => gate.Dispose();

    public void Remove(string series, int? round) => days?.Remove(series, round);

    /// <summary>
    /// Reads every day that changed since it was last read here, unless that was moments ago. Under changed rules the days are
    /// read in any case: what was claimed under the rules before, at whichever location, must be seen.
    /// </summary>
    /// <param name="now">True: read in any case.</param>
    public async Task Refresh(ChainView current, bool now, CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        if (!now && ReferenceEquals(current, rules) && at - read < MaxAge) return;
        if (days is null || rules?.Chain.Body.TimeZone != current.Chain.Body.TimeZone)
            (days, read) = (new(current.Calendar, days), DateTimeOffset.MinValue);
        var today = current.Calendar.Today(at);
        days.DropBefore(today);
        if (read == DateTimeOffset.MinValue) Load(await claims.Days(chain, today, ct));
        else
        {
            var changed = (await claims.Versions(chain, today, ct)).Where(v => v.Version != days.Version(v.Location, v.Date)).Select(v => v.Id);
            foreach (var ids in changed.Chunk(200)) Load(await claims.Days(ids, ct));
        }
        (read, rules) = (at, current);
    }

    void Load(IReadOnlyList<DayDocument> loaded)
    {
        foreach (var day in loaded) Days.Load(day);
    }

    sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
