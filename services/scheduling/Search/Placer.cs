using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>
/// Brings a series from placing to held: search, write the claims day by day, commit by one update of the series. Whatever
/// comes in between (a conflict, a release, a crash, a changed rota) leaves claims that count for nothing, and they are removed.
/// </summary>
public sealed class Placer(
    DocumentStore<Series, SeriesFact> store, IClaims claims, ChainBooks books, PlaceFinder finder, Attempts attempts, TimeProvider clock, Random random)
{
    const int Tries = 10;
    /// <summary>A patient's time that lies further back is nobody's matter any more.</summary>
    static readonly TimeSpan PatientsPast = TimeSpan.FromDays(30);
    static Cause Own => Cause.Own("placer");

    /// <summary>Places a series whose placing has just begun or been restarted, unless a newer attempt was asked for.</summary>
    /// <exception cref="ConcurrencyException">Lost too many races; the caller may come again.</exception>
    public async Task Place(Series series, CancellationToken ct)
    {
        if (!await attempts.EndOlder(series.Key, ct)) return;
        string? lost = null;
        for (var @try = 1; @try <= Tries; @try++)
        {
            if ((lost = await TryPlace(series, again: @try > 1, ct)) is null) return;
            // Two instances that keep meeting on the same days must not do so in step.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(@try * 20)), clock, ct);
        }
        throw new ConcurrencyException($"{series.Key} lost {Tries} races for its places, the last one for {lost}");
    }

    /// <summary>Starts over after a crash: claims of earlier rounds go first.</summary>
    public async Task Restart(SeriesId id, CancellationToken ct)
    {
        var restarted = await store.Handle(id.ToString(), Own, new RestartPlacement(null), SeriesDecider.Decide, ct);
        if (restarted.State.Stage is not Placing) return;
        await books.Withdraw(restarted.State.Chain, id, null, ct);
        await Place(restarted.State, ct);
    }

    /// <summary>Tries a waiting series again; it stays untouched when there is still nothing, or when it waits no more.</summary>
    public async Task TryAgain(string id, CancellationToken ct)
    {
        if (await store.Find(id, ct) is not { State: { Stage: Waiting waiting } series }) return;
        if (!await finder.Fits(series, waiting.Order, ct)) return;
        var restarted = await store.Handle(id, Cause.Own("waiting-list"), new RestartPlacement(waiting.Round), SeriesDecider.Decide, ct);
        if (restarted.Facts.Count > 0) await Place(restarted.State, ct);
    }

    /// <returns>Null when the series is held, waits, or is somebody else's matter by now; else what was lost: search again.</returns>
    async Task<string?> TryPlace(Series series, bool again, CancellationToken ct)
    {
        if (series.Stage is not Placing placing) return null;
        var (answer, found) = await finder.Reserve(series, placing, fresh: again, ct);
        if (answer is FitsNowhere nowhere)
            await store.Handle(series.Key.ToString(), Own, new WaitForSlots(placing.Round, nowhere.Reason, nowhere.Text, nowhere.Explanation), SeriesDecider.Decide, ct);
        if (found is null) return null;
        string? lost;
        try
        {
            lost = await WriteClaims(series, found, ct) ?? await Commit(series, placing, found, ct);
        }
        catch
        {
            await books.Remove(series.Chain, series.Key.ToString(), placing.Round, CancellationToken.None);
            throw;
        }
        if (lost is null) return null;
        await books.Withdraw(series.Chain, series.Key, placing.Round, ct);
        return lost is SomebodyElses ? null : lost;
    }

    const string SomebodyElses = "";

    /// <returns>Null when the series is held; else why not.</returns>
    async Task<string?> Commit(Series series, Placing placing, FoundPlace found, CancellationToken ct)
    {
        var hold = new Hold(placing.Round, found.Plan, found.Expires, found.GoodUntil, found.Explanation);
        var held = await store.Handle(series.Key.ToString(), Own, hold, SeriesDecider.Decide, ct);
        if (held.State.Round == placing.Round && held.State.Stage is Placed) return null;
        // Still ours, but too slow for its own expiry or for the rules it was found by: again. Else it was released, or restarted elsewhere.
        return held.State.Round == placing.Round ? "the time in which it could commit" : SomebodyElses;
    }

    /// <returns>Null, or where somebody else was faster.</returns>
    async Task<string?> WriteClaims(Series series, FoundPlace found, CancellationToken ct)
    {
        var own = found.Claims.Select(c => new PatientClaim
        { Series = c.Claim.Series, Round = c.Claim.Round, From = c.Claim.From, To = c.Claim.To, Expires = found.Expires });
        var patientId = PatientDocument.IdOf(series.Chain, series.PatientKey);
        if (!await claims.TryClaim(patientId, series.Chain, found.Patient, [.. own], clock.GetUtcNow() - PatientsPast, ct)) return "the patient's time";
        foreach (var (date, claim, isKnown) in found.Claims)
            if (!await claims.TryClaim(series.Chain, found.Plan.LocationId, date, claim, isKnown, ct))
                return $"{DayDocument.IdOf(found.Plan.LocationId, date)}, {claim.Therapist} or {claim.Room} at {claim.From:HH:mm} UTC";
        // Once for all of them: each entry waits for the searches that are under way.
        var book = books.Of(series.Chain);
        using (await book.Enter(ct))
            foreach (var (date, claim, _) in found.Claims) book.Days.Written(found.Plan.LocationId, date, claim);
        return null;
    }
}
