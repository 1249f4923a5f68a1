using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>A place found: its claims are in memory, not yet in the store.</summary>
/// <param name="Patient">The patient's document as it was read.</param>
/// <param name="Expires">The expiry that the claims carry.</param>
/// <param name="GoodUntil">From then on the rules that it was found by may not be in force any more.</param>
public sealed record FoundPlace(
    SeriesPlan Plan, Explanation Explanation, PatientDocument? Patient, DateTimeOffset Expires, DateTimeOffset GoodUntil, IReadOnlyList<Reserved> Claims);

/// <param name="Known">True when the day's document is known to exist.</param>
public sealed record Reserved(DateOnly Date, Claim Claim, bool Known);

/// <summary>Searches in the chain's book, under the rules in force, and keeps what it finds there for who asked.</summary>
public sealed class PlaceFinder(IClaims claims, ChainBooks books, OverdueClaims overdue, CurrentNetwork network, TimeProvider clock)
{
    /// <summary>True when there is a place; nothing is reserved.</summary>
    public async Task<bool> Fits(Series series, Order order, CancellationToken ct) => (await Search(series, order, null, fresh: false, ct)).Answer is Fits;

    /// <summary>Finds a place and takes it in memory, so that no other search here chooses it meanwhile.</summary>
    /// <param name="fresh">True: a race was lost, so look at what others have written.</param>
    /// <returns>The place is null when there is none.</returns>
    public Task<(Placement Answer, FoundPlace? Found)> Reserve(Series series, Placing placing, bool fresh, CancellationToken ct) => Search(series, placing.Order, placing, fresh, ct);

    /// <summary>The best place at each location for what lies ahead of a referral; nothing is reserved.</summary>
    /// <param name="chain">A chain of the network's.</param>
    /// <param name="except">A series of the same patient that would make room for it; null: none.</param>
    public async Task<Shortlist> AtEach(string chain, string patientKey, Order order, SeriesId? except, CancellationToken ct)
    {
        var (book, patientId, own) = (books.Of(chain), PatientDocument.IdOf(chain, patientKey), except?.ToString());
        using (await book.Enter(ct))
        {
            var (_, rules, patient) = await Open(book, chain, patientId, await claims.Patient(patientId, ct), fresh: true, ct);
            return PlacementSearch.AtEach(order, rules, book.Days, [.. patient?.Claims.Where(c => c.Series != own).Select(c => (c.From, c.To)) ?? []], clock.GetUtcNow());
        }
    }

    async Task<(Placement Answer, FoundPlace? Found)> Search(Series series, Order order, Placing? placing, bool fresh, CancellationToken ct)
    {
        var patientId = PatientDocument.IdOf(series.Chain, series.PatientKey);
        var patient = await claims.Patient(patientId, ct);
        var book = books.Of(series.Chain);
        using (await book.Enter(ct))
        {
            (var view, var chain, patient) = await Open(book, series.Chain, patientId, patient, fresh, ct);
            var answer = Find(chain);
            if (answer is FitsNowhere)
            {
                // Before anybody hears "no slots", look at what other instances have freed.
                await book.Refresh(chain, now: true, ct);
                answer = Find(chain);
            }
            return (answer, answer is Fits fits && placing is not null ? Take(series, placing, fits, view, book.Days, patient) : null);
        }

        Placement Find(ChainView chain) => PlacementSearch.Find(order, chain, book.Days, [.. patient?.Claims.Select(c => (c.From, c.To)) ?? []], clock.GetUtcNow());
    }

    /// <summary>Reads what a search needs. The rules are read behind the lock: however long the wait, they are fresh, and the days are read after them.</summary>
    async Task<(NetworkView View, ChainView Chain, PatientDocument? Patient)> Open(
        ChainBook book, string chain, string patientId, PatientDocument? patient, bool fresh, CancellationToken ct)
    {
        var view = await network.Current(ct);
        var rules = view.Of(chain);
        await book.Refresh(rules, now: fresh, ct);
        return (view, rules, await overdue.Settle(book.Days, patient, ct) ? await claims.Patient(patientId, ct) : patient);
    }

    FoundPlace Take(Series series, Placing placing, Fits fits, NetworkView view, DayBook days, PatientDocument? patient)
    {
        var (plan, location) = (fits.Plan, fits.Plan.LocationId);
        var expires = clock.GetUtcNow().AddMinutes(view.Of(series.Chain).Chain.Body.HoldMinutes);
        List<Reserved> reserved = [.. plan.Visits.Select(v => new Reserved(v.Date, ClaimFor(series, placing.Round, plan, v, expires), days.Version(location, v.Date) > 0))];
        foreach (var (date, claim, _) in reserved) days.Add(location, date, claim);
        return new(plan, fits.Explanation, patient, expires, view.At + CurrentNetwork.GoodFor, reserved);
    }

    static Claim ClaimFor(Series series, int round, SeriesPlan plan, PlannedVisit visit, DateTimeOffset expires) => new()
    {
        Series = series.Key.ToString(),
        Round = round,
        Visit = visit.Visit,
        Therapist = plan.TherapistId,
        Room = visit.Room,
        From = visit.Start,
        To = visit.End,
        Expires = expires,
    };
}
