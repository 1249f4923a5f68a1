using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;

namespace ClinicNetwork.Scheduling.Slots;

/// <summary>
/// Brings a series from placing to held: search, write the claims day by day, commit by one update of the series. Whatever
/// comes in between (a conflict, a release, a crash) leaves claims that count for nothing, and they are removed.
/// </summary>
public sealed class Placer(
    DocumentStore<Series, SeriesFact> store, ClaimStore claims, ChainBooks books, OverdueClaims overdue, NetworkCache network, TimeProvider clock)
{
    const int Attempts = 10;

    /// <summary>A place found: its claims are in memory, not yet in the store.</summary>
    sealed record Found(SeriesPlan Plan, Explanation Explanation, PatientDocument? Patient, DateTimeOffset Expires, IReadOnlyList<Reserved> Claims);

    /// <param name="Known">True when the day's document is known to exist.</param>
    sealed record Reserved(DateOnly Date, Claim Claim, bool Known);

    /// <summary>Places a series whose placing has just begun or been restarted.</summary>
    /// <exception cref="ConcurrencyException">Lost too many races; the caller may come again.</exception>
    public async Task Place(Series series, CancellationToken ct)
    {
        string? lost = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if ((lost = await TryPlace(series, again: attempt > 1, ct)) is null) return;
            // Two instances that keep meeting on the same days must not do so in step.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(attempt * 20)), clock, ct);
        }
        throw new ConcurrencyException($"{series.Key} lost {Attempts} races for its places, the last one for {lost}");
    }

    /// <summary>Starts over after a crash: claims of earlier rounds go first.</summary>
    public async Task Restart(SeriesId id, CancellationToken ct)
    {
        var restarted = await store.Handle(id.ToString(), Cause.Own("placer"), s => SeriesDecider.Decide(s, new RestartPlacement(null, clock.GetUtcNow())), ct);
        if (restarted.State.Stage is not Placing) return;
        await books.Withdraw(restarted.State.Chain, id, null, ct);
        await Place(restarted.State, ct);
    }

    /// <summary>Tries a waiting series again; it stays untouched when there is still nothing.</summary>
    public async Task<bool> TryAgain(Series waiting, CancellationToken ct)
    {
        if (waiting.Stage is not Waiting { Round: var round } || (await Search(waiting, reserve: false, fresh: false, ct)).Answer is not Fits) return false;
        var restarted = await store.Handle(waiting.Key.ToString(), Cause.Own("waiting-list"), s => SeriesDecider.Decide(s, new RestartPlacement(round, clock.GetUtcNow())), ct);
        if (restarted.Facts.Count > 0) await Place(restarted.State, ct);
        return true;
    }

    /// <returns>Null when the series is held, waits, or is somebody else's matter by now; else what was lost: search again.</returns>
    async Task<string?> TryPlace(Series series, bool again, CancellationToken ct)
    {
        var (answer, found) = await Search(series, reserve: true, fresh: again, ct);
        if (answer is FitsNowhere nowhere)
        {
            await store.Handle(series.Key.ToString(), Cause.Own("placer"),
                s => SeriesDecider.Decide(s, new WaitForSlots(series.Round, nowhere.Reason, nowhere.Text, nowhere.Explanation, clock.GetUtcNow())), ct);
            return null;
        }
        string? lost;
        try
        {
            lost = await WriteClaims(series, found!, ct);
            if (lost is null)
            {
                var held = await store.Handle(series.Key.ToString(), Cause.Own("placer"),
                    s => SeriesDecider.Decide(s, new Hold(series.Round, found!.Plan, found.Expires, found.Explanation, clock.GetUtcNow())), ct);
                if (held.State.Round == series.Round && held.State.Stage is Placed) return null;
                await books.Withdraw(series.Chain, series.Key, series.Round, ct);
                // Still ours, but too slow for its own expiry: again. Else it was released, or restarted elsewhere.
                return held.State.Round != series.Round ? null : "the time until its claims expire";
            }
        }
        catch
        {
            await books.Remove(series.Chain, series.Key.ToString(), series.Round, CancellationToken.None);
            throw;
        }
        await books.Withdraw(series.Chain, series.Key, series.Round, ct);
        return lost;
    }

    async Task<(Placement Answer, Found? Found)> Search(Series series, bool reserve, bool fresh, CancellationToken ct)
    {
        var order = series.Order!;
        var chain = (await network.Current(ct)).Of(order.Chain);
        var book = books.Of(chain);
        var patientId = PatientDocument.IdOf(order.Chain, series.Patient!.Key);
        var patient = await claims.Patient(patientId, ct);
        using (await book.Enter(ct))
        {
            await book.Refresh(now: fresh, ct);
            if (await overdue.Settle(book.Days, patient, ct)) patient = await claims.Patient(patientId, ct);
            var answer = Find();
            if (answer is FitsNowhere)
            {
                // Before anybody hears "no slots", look at what other instances have freed.
                await book.Refresh(now: true, ct);
                answer = Find();
            }
            if (answer is not Fits fits || !reserve) return (answer, null);
            var expires = clock.GetUtcNow().AddMinutes(chain.Chain.Body.HoldMinutes);
            var location = fits.Plan.LocationId;
            var reserved = fits.Plan.Visits.Select(v => new Reserved(v.Date, ClaimFor(series, fits.Plan, v, expires), book.Days.Version(location, v.Date) > 0)).ToList();
            foreach (var (date, claim, _) in reserved) book.Days.Add(location, date, claim);
            return (answer, new(fits.Plan, fits.Explanation, patient, expires, reserved));
        }

        Placement Find() => PlacementSearch.Find(order, chain, book.Days, [.. patient?.Claims.Select(c => (c.From, c.To)) ?? []], clock.GetUtcNow());
    }

    /// <returns>Null, or where somebody else was faster.</returns>
    async Task<string?> WriteClaims(Series series, Found found, CancellationToken ct)
    {
        var chain = (await network.Current(ct)).Of(series.Chain);
        var book = books.Of(chain);
        var patientId = PatientDocument.IdOf(series.Chain, series.Patient!.Key);
        var own = found.Plan.Visits.Select(v => new PatientClaim
        { Series = series.Key.ToString(), Round = series.Round, From = v.Start, To = v.End, Expires = found.Expires });
        if (!await claims.TryClaim(patientId, series.Chain, found.Patient, [.. own], ct)) return "the patient's time";
        foreach (var (date, claim, isKnown) in found.Claims)
            if (!await claims.TryClaim(series.Chain, found.Plan.LocationId, date, claim, isKnown, ct)) return $"{DayDocument.IdOf(found.Plan.LocationId, date)}, {claim.Therapist} or {claim.Room} at {claim.From:HH:mm} UTC";
        // Once for all of them: each entry waits for the searches that are under way.
        using (await book.Enter(ct))
            foreach (var (date, claim, _) in found.Claims) book.Days.Written(found.Plan.LocationId, date, claim);
        return null;
    }

    static Claim ClaimFor(Series series, SeriesPlan plan, PlannedVisit visit, DateTimeOffset expires) => new()
    {
        Series = series.Key.ToString(),
        Round = series.Round,
        Visit = visit.Visit,
        Therapist = plan.TherapistId,
        Room = visit.Room,
        From = visit.Start,
        To = visit.End,
        Expires = expires,
    };
}
