using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Authorizations;

/// <summary>A visit that wants a unit: its number in the series and its day.</summary>
public sealed record WantedVisit(int Visit, DateOnly Date);

/// <summary>What a benefit document holds of a unit after it was asked to follow.</summary>
public sealed record Followed(Unit Unit, UnitState? Actual);

/// <summary>
/// The units of one referral. This document is the commit record: it first says what is wanted, the benefit documents
/// follow, then it commits. Whatever order messages come in, an attempt only moves forward and a newer attempt wins.
/// </summary>
public static class UnitsDecider
{
    public const string Released = "released";

    /// <summary>Wants one unit for each visit, all or none.</summary>
    public static Decision<AuthorizationFact> Reserve(
        Authorization state, string referral, string chain, int number, IReadOnlyList<WantedVisit> wanted, DateTimeOffset at)
    {
        var known = state.Attempt(number);
        if (known is { State: AttemptState.Reserving }) return Decision<AuthorizationFact>.None;
        if (known is { State: AttemptState.Reserved }) return Decision<AuthorizationFact>.Repeat(new UnitsCommitted(referral, number));
        if (known is { State: AttemptState.Refused }) return Decision<AuthorizationFact>.Repeat(Deny(known.Code!, known.Reason!));
        if (known is { State: AttemptState.Released }) return Decision<AuthorizationFact>.Repeat(GivenBack());
        if (state.Attempts.Any(a => a.Number > number)) return GivenBack();

        if (state.Determination is not { IsCovered: true } covered)
            return Deny("not-covered", "The referral's visits are not covered, so there are no units to reserve.");
        if (wanted.FirstOrDefault(v => v.Date > covered.CoveredUntil) is { } late)
            return Deny("not-covered", $"Visit {late.Visit} on {late.Date:yyyy-MM-dd} lies after the coverage's last day, {covered.CoveredUntil:yyyy-MM-dd}.");

        var visits = Plan(state, known, wanted);
        var taken = state.Attempts.Sum(a => a.Count(UnitState.Used)) + visits.Count(v => v.State == UnitState.Reserved);
        if (taken > covered.CoveredVisits)
            return Deny("units-exhausted", $"{taken} visits need a unit, used ones included; {covered.CoveredVisits} are covered.");

        var intended = new UnitsIntended(referral, number, visits, at);
        // Nothing else counts these visits, so wanting them is having them.
        return state.Evolve(intended).Units().Any() ? intended : new AuthorizationFact[] { intended, new UnitsCommitted(referral, number) };

        UnitsDenied Deny(string code, string reason) => new(referral, chain, number, code, reason, at);
        UnitsDenied GivenBack() => Deny(Released, "These units are no longer wanted: the attempt was released, or a newer one has taken its place.");
    }

    /// <summary>Gives back what the attempt, and any older one, has only reserved. Remembered also before its request has come.</summary>
    public static Decision<AuthorizationFact> Release(Authorization state, string referral, int number, DateTimeOffset at)
    {
        var given = new UnitsGivenBack(referral, number, at);
        return state.Attempt(number)?.State == AttemptState.Released || state.Attempts.Any(a => a.Number > number && a.State != AttemptState.Unrequested)
            ? Decision<AuthorizationFact>.None
            : given;
    }

    /// <summary>The visit took place and uses a unit, also when its reservation has been given back, as long as one is left.</summary>
    public static Decision<AuthorizationFact> Use(Authorization state, int number, int visit, DateOnly date, DateTimeOffset at)
    {
        var known = state.Attempt(number)?.Visits.FirstOrDefault(v => v.Visit == visit);
        if (state.Covered == 0 || known is { State: UnitState.Used or UnitState.Uncounted }) return Decision<AuthorizationFact>.None;
        var unit = known ?? new(visit, date, UnitState.Released, state.Account?.KeyOn(date));
        unit = unit with { Date = date, Key = unit.Key ?? state.Account?.KeyOn(date) };
        var counted = unit.State == UnitState.Reserved || state.Left > 0;
        return new VisitSettled(state.ReferralId, number, unit with { State = counted ? UnitState.Used : UnitState.Uncounted }, at);
    }

    /// <summary>The patient did not attend: the unit is given back.</summary>
    public static Decision<AuthorizationFact> Miss(Authorization state, int number, int visit, DateTimeOffset at)
    {
        var known = state.Attempt(number)?.Visits.FirstOrDefault(v => v.Visit == visit);
        return state.Covered == 0 || known is { State: not UnitState.Reserved }
            ? Decision<AuthorizationFact>.None
            : new VisitSettled(state.ReferralId, number, (known ?? new(visit, null, UnitState.Released)) with { State = UnitState.Released }, at);
    }

    /// <summary>Commits or refuses by what the benefit documents hold, and says when they hold all that is wanted.</summary>
    /// <param name="followed">Every unit that a benefit document was asked for.</param>
    /// <param name="shortage">Why the reserving attempt did not get all of its units, as a code; null when it did.</param>
    public static Decision<AuthorizationFact> Conclude(Authorization state, IReadOnlyList<Followed> followed, string? shortage, DateTimeOffset at)
    {
        var facts = new List<AuthorizationFact>();
        foreach (var late in followed.Where(f => f is { Unit.State: UnitState.Used, Actual: not UnitState.Used }))
            if (state.Attempt(late.Unit.Attempt)?.Visits.FirstOrDefault(v => v.Visit == late.Unit.Visit) is { State: UnitState.Used } visit)
                facts.Add(new VisitSettled(state.ReferralId, late.Unit.Attempt, visit with { State = UnitState.Uncounted }, at));

        if (state.Attempts.FirstOrDefault(a => a.State == AttemptState.Reserving) is { } attempt)
        {
            if (shortage is not null && followed.Any(f => f.Unit.Attempt == attempt.Number))
                facts.Add(new UnitsDenied(state.ReferralId, state.Chain, attempt.Number, shortage, Words(shortage), at));
            else if (Holds(state.Units().Where(u => u.Attempt == attempt.Number)))
                facts.Add(new UnitsCommitted(state.ReferralId, attempt.Number));
        }

        var after = facts.Aggregate(state, (s, fact) => s.Evolve(fact));
        if (after.SettleBy is not null && after.Attempts.All(a => a.State != AttemptState.Reserving) && Holds(after.Units()))
            facts.Add(new BenefitsFollowed(state.ReferralId));
        return Decision<AuthorizationFact>.Of(facts);

        bool Holds(IEnumerable<Unit> wanted) => wanted.All(u => followed.Any(f => f.Unit.Same(u) && f.Actual == u.State));
    }

    /// <summary>The attempt's visits: what has an outcome keeps it, the claim's free visits are taken first.</summary>
    static IReadOnlyList<VisitUnit> Plan(Authorization state, UnitsAttempt? known, IReadOnlyList<WantedVisit> wanted)
    {
        var settled = known?.Visits ?? [];
        var free = state.Determination is null || state.Account?.FreeLimit is null ? 0 : FreeUnits(state);
        var visits = new List<VisitUnit>(settled);
        foreach (var visit in wanted.DistinctBy(v => v.Visit).Where(v => settled.All(s => s.Visit != v.Visit)))
            visits.Add(new(visit.Visit, visit.Date, UnitState.Reserved, state.Account?.KeyOn(visit.Date), free-- > 0));
        return [.. visits.OrderBy(v => v.Visit)];
    }

    static int FreeUnits(Authorization state) =>
        state.Covered - (state.Prior?.Visits ?? 0) - state.Attempts.SelectMany(a => a.Visits).Count(v => v is { Free: true, State: UnitState.Used });

    static string Words(string code) => code switch
    {
        "benefit-exhausted" => "The benefit has not enough visits left: other referrals of the same member or claim have taken them.",
        "fund-exhausted" => "The claim's fund has not enough money left: other referrals of the same claim have taken it.",
        "units-exhausted" => "The claim's visits without authorization are taken by other referrals.",
        _ => "The units were given back meanwhile.",
    };
}
