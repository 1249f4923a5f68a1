using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>What a benefit document holds of a unit after it was asked to follow.</summary>
public sealed record Followed(Unit Unit, UnitState? Actual);

/// <summary>The benefit documents were asked to follow.</summary>
/// <param name="Units">Every unit that one of them was asked for.</param>
/// <param name="Shortage">Why the reserving attempt did not get all of its units; null when it did.</param>
public sealed record Conclude(IReadOnlyList<Followed> Units, UnitsRefusal? Shortage);

/// <summary>
/// The units of one referral. This document is the commit record: it first says what is wanted, the benefit documents
/// follow, then it commits. Whatever order messages come in, an attempt only moves forward and a newer attempt wins.
/// </summary>
public static class UnitsDecider
{
    /// <summary>Wants one unit for each visit, all or none.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<UnitsRequested> command)
    {
        var (m, at) = (command.What, command.At);
        var known = state.Attempt(m.Attempt);
        if (known is { State: AttemptState.Reserving }) return Decision<CoverageCaseFact>.None;
        if (known is { State: AttemptState.Reserved }) return Decision<CoverageCaseFact>.Repeat(new UnitsReserved(m.ReferralId, m.Attempt));
        if (known is { State: AttemptState.Refused }) return Decision<CoverageCaseFact>.Repeat(Refused(known.Code!.Value, known.Reason));
        if (known is { State: AttemptState.Released }) return Decision<CoverageCaseFact>.Repeat(Refused(UnitsRefusal.Released));
        if (state.Attempts.Any(a => a.Number > m.Attempt)) return Refused(UnitsRefusal.Released);

        if (state.Determination is not { IsCovered: true } covered) return Refused(UnitsRefusal.NotCovered);
        if (m.Visits.FirstOrDefault(v => v.Date > covered.CoveredUntil) is { } late)
            return Refused(UnitsRefusal.NotCovered, $"Visit {late.Visit} on {late.Date:yyyy-MM-dd} lies after the coverage's last day, {covered.CoveredUntil:yyyy-MM-dd}.");

        var visits = Plan(state, known, m.Visits);
        var taken = state.Used + visits.Count(v => v.State == UnitState.Reserved);
        if (taken > covered.CoveredVisits)
            return Refused(UnitsRefusal.UnitsExhausted, $"{taken} visits need a unit, used ones included; {covered.CoveredVisits} are covered.");

        var intended = new UnitsIntended(m.ReferralId, m.Attempt, visits, at);
        // Nothing else counts these visits, so wanting them is having them.
        return state.Evolve(intended).Units().Any() ? intended : new CoverageCaseFact[] { intended, new UnitsReserved(m.ReferralId, m.Attempt) };

        UnitsRefused Refused(UnitsRefusal code, string? reason = null) => new(m.ReferralId, m.Chain, m.Attempt, code, reason ?? code.Words(), at);
    }

    /// <summary>The visit took place and uses a unit, also when its reservation has been given back, as long as one is left.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<VisitCompleted> command) =>
        Use(state, command.What.Attempt, command.What.Visit, command.What.Date, command.At) is { } used ? used : Decision<CoverageCaseFact>.None;

    /// <summary>The patient did not attend: the unit is given back.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<VisitMissed> command)
    {
        var m = command.What;
        var known = state.Attempt(m.Attempt)?.Visit(m.Visit);
        return state.Covered == 0 || known is { State: not UnitState.Reserved }
            ? Decision<CoverageCaseFact>.None
            : new VisitSettled(state.ReferralId, m.Attempt, (known ?? new(m.Visit, null, UnitState.Released)) with { State = UnitState.Released }, command.At);
    }

    /// <summary>Commits or refuses by what the benefit documents hold, says when they hold all that is wanted, and then answers releases.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<Conclude> command)
    {
        var (followed, shortage, at) = (command.What.Units, command.What.Shortage, command.At);
        var facts = new List<CoverageCaseFact>();
        foreach (var late in followed.Where(f => f is { Unit.State: UnitState.Used, Actual: not UnitState.Used }))
            if (state.Attempt(late.Unit.Attempt)?.Visit(late.Unit.Visit) is { State: UnitState.Used } visit)
                facts.Add(new VisitSettled(state.ReferralId, late.Unit.Attempt, visit with { State = UnitState.Uncounted }, at));

        if (state.Attempts.FirstOrDefault(a => a.State == AttemptState.Reserving) is { } attempt)
        {
            if (shortage is { } code && followed.Any(f => f.Unit.Attempt == attempt.Number))
                facts.Add(new UnitsRefused(state.ReferralId, state.Chain, attempt.Number, code, code.Words(), at));
            else if (Holds(state.Units().Where(u => u.Attempt == attempt.Number)))
                facts.Add(new UnitsReserved(state.ReferralId, attempt.Number));
        }

        var after = facts.Aggregate(state, (s, fact) => s.Evolve(fact));
        if (after.SettleBy is not null && after.Attempts.All(a => a.State != AttemptState.Reserving) && Holds(after.Units()))
            facts.AddRange([new BenefitsFollowed(state.ReferralId), .. after.Releasing.Select(a => new UnitsReleased(state.ReferralId, a))]);
        return Decision<CoverageCaseFact>.Of(facts);

        bool Holds(IEnumerable<Unit> wanted) => wanted.All(u => followed.Any(f => f.Unit.Same(u) && f.Actual == u.State));
    }

    /// <summary>What a visit that took place means to its unit; null when that is known already, or nothing is covered.</summary>
    internal static VisitSettled? Use(CoverageCase state, int attempt, int visit, DateOnly date, DateTimeOffset at)
    {
        var known = state.Attempt(attempt)?.Visit(visit);
        if (state.Covered == 0 || known is { State: UnitState.Used or UnitState.Uncounted }) return null;
        var unit = known ?? new(visit, date, UnitState.Released, state.Account?.KeyOn(date));
        unit = unit with { Date = date, Key = unit.Key ?? state.Account?.KeyOn(date) };
        var counted = unit.State == UnitState.Reserved || state.Left > 0;
        return new(state.ReferralId, attempt, unit with { State = counted ? UnitState.Used : UnitState.Uncounted }, at);
    }

    /// <summary>The attempt's visits: what has an outcome keeps it, the claim's free visits are taken first.</summary>
    static IReadOnlyList<VisitUnit> Plan(CoverageCase state, UnitsAttempt? known, IReadOnlyList<PlannedVisit> wanted)
    {
        var settled = known?.Visits ?? [];
        var free = state.Determination is null || state.Account?.FreeLimit is null ? 0 : FreeUnits(state);
        var visits = new List<VisitUnit>(settled);
        foreach (var visit in wanted.DistinctBy(v => v.Visit).Where(v => settled.All(s => s.Visit != v.Visit)))
            visits.Add(new(visit.Visit, visit.Date, UnitState.Reserved, state.Account?.KeyOn(visit.Date), free-- > 0));
        return [.. visits.OrderBy(v => v.Visit)];
    }

    static int FreeUnits(CoverageCase state) =>
        state.Covered - (state.Prior?.Visits ?? 0) - state.Attempts.SelectMany(a => a.Visits).Count(v => v is { Free: true, State: UnitState.Used });
}
