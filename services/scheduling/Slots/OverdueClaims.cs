using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Slots;

/// <summary>
/// Asks the series behind every claim that is past its expiry. A booked one's claim stays; a hold that has lapsed is first
/// ended in its own document, then its claims go. Nobody takes a place by the clock alone.
/// </summary>
public sealed class OverdueClaims(DocumentStore<Series, SeriesFact> store, ClaimStore claims, TimeProvider clock)
{
    const int Remembered = 100_000;
    /// <summary>Series known to be booked, so that their claims need no look-up. Forgotten all at once when there are too many.</summary>
    readonly ConcurrentDictionary<(string Series, int Round), bool> booked = new();

    public void RememberBooked(string series, int round)
    {
        if (booked.Count >= Remembered) booked.Clear();
        booked[(series, round)] = true;
    }

    public void Forget(string series)
    {
        foreach (var key in booked.Keys.Where(k => k.Series == series)) booked.TryRemove(key, out _);
    }

    /// <summary>Settles every overdue claim in the book and of the patient.</summary>
    /// <returns>True when claims were removed: read the patient again.</returns>
    public async Task<bool> Settle(DayBook book, PatientDocument? patient, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var days = book.Days.Where(d => d.NextExpiry <= now).ToList();
        var unknown = days.SelectMany(d => d.Claims).Where(c => !c.Settled && c.Claim.Expires <= now).Select(c => (c.Claim.Series, c.Claim.Round))
            .Concat(patient?.Claims.Where(c => c.Expires <= now).Select(c => (c.Series, c.Round)) ?? [])
            .Where(key => !booked.ContainsKey(key)).Distinct().ToList();
        var removed = false;
        foreach (var keys in unknown.Chunk(200)) removed |= await Ask(keys, book, now, ct);
        foreach (var day in days) Tidy(day);
        return removed;
    }

    async Task<bool> Ask((string Series, int Round)[] keys, DayBook book, DateTimeOffset now, CancellationToken ct)
    {
        var ids = keys.Select(k => k.Series).ToHashSet();
        var found = await store.Collection.Find(Builders<Document<Series, SeriesFact>>.Filter.In(d => d.Id, ids))
            .Project(d => new { d.Id, d.State.Stage }).ToListAsync(ct);
        var stages = found.ToDictionary(f => f.Id, f => f.Stage);
        var removed = false;
        foreach (var (series, round) in keys)
        {
            var stage = stages.GetValueOrDefault(series, new Unknown());
            if (stage is Placing or Held)
                stage = (await store.Handle(series, Cause.Own("contender"), s => SeriesDecider.Decide(s, new Expire(round, now)), ct)).State.Stage;
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
        foreach (var claim in day.Claims.Where(c => !c.Settled && booked.ContainsKey((c.Claim.Series, c.Claim.Round)))) claim.Settled = true;
        day.NextExpiry = day.Claims.Where(c => !c.Settled).Select(c => c.Claim.Expires).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }
}
