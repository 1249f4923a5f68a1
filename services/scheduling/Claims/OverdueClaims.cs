using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;

namespace ClinicNetwork.Scheduling.Claims;

/// <summary>
/// Asks the series behind every claim that is past its expiry. A booked one's claim stays; a hold that has lapsed is first
/// ended in its own document, then its claims go. Nobody takes a place by the clock alone.
/// </summary>
public sealed class OverdueClaims(DocumentStore<Series, SeriesFact> store, IClaims claims, TimeProvider clock)
{
    const int Remembered = 100_000;
    /// <summary>Series known to be booked, so that their claims need no look-up. Forgotten all at once when there are too many.</summary>
    readonly ConcurrentDictionary<string, int> booked = new();

    void RememberBooked(string series, int round)
    {
        if (booked.Count >= Remembered) booked.Clear();
        booked[series] = round;
    }

    bool IsBooked(string series, int round) => booked.TryGetValue(series, out var known) && known == round;

    public void Forget(string series) => booked.TryRemove(series, out _);

    /// <summary>Settles every overdue claim in the book and of the patient.</summary>
    /// <returns>True when claims were removed: read the patient again.</returns>
    public async Task<bool> Settle(DayBook book, PatientDocument? patient, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var days = book.Days.Where(d => d.NextExpiry <= now).ToList();
        var unknown = days.SelectMany(d => d.Claims).Where(c => !c.Settled && c.Claim.Expires <= now).Select(c => (c.Claim.Series, c.Claim.Round))
            .Concat(patient?.Claims.Where(c => c.Expires <= now).Select(c => (c.Series, c.Round)) ?? [])
            .Where(key => !IsBooked(key.Series, key.Round)).Distinct().ToList();
        var removed = false;
        foreach (var keys in unknown.Chunk(200)) removed |= await Ask(keys, book, ct);
        foreach (var day in days) Tidy(day);
        return removed;
    }

    async Task<bool> Ask((string Series, int Round)[] keys, DayBook book, CancellationToken ct)
    {
        var found = await store.Documents.Find([.. keys.Select(k => k.Series).Distinct()], ct);
        var stages = found.ToDictionary(d => d.Id, d => d.State.Stage);
        var removed = false;
        foreach (var (series, round) in keys)
        {
            var stage = stages.GetValueOrDefault(series, new Unknown());
            if (stage is Placing or Held)
                stage = (await store.Handle(series, Cause.Own("contender"), new Expire(round), SeriesDecider.Decide, ct)).State.Stage;
            if (stage is Placed placed && placed.Round == round)
            {
                if (placed is not Held) RememberBooked(series, round);
                continue;
            }
            if (!SeriesId.TryParse(series, out var id)) continue;
            await claims.Withdraw(id, round, ct);
            book.Remove(series, round);
            removed = true;
        }
        return removed;
    }

    void Tidy(DayBook.Day day)
    {
        foreach (var claim in day.Claims.Where(c => !c.Settled && IsBooked(c.Claim.Series, c.Claim.Round))) claim.Settled = true;
        day.NextExpiry = day.Claims.Where(c => !c.Settled).Select(c => c.Claim.Expires).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }
}
