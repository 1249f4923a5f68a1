using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>An attempt's units are no longer wanted.</summary>
/// <param name="Chain">By the case, or by the claim check where there is none yet.</param>
public sealed record ReleaseUnits(UnitsReleaseRequested Request, string Chain);

/// <summary>
/// The end of an attempt's units: visits that took place use theirs, the others, and those of older attempts, are given back. It is
/// always answered, also for an attempt never heard of (which is remembered, so that its late request gets nothing), and again when asked
/// again; but only once the benefits follow.
/// </summary>
public static class ReleaseDecider
{
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<ReleaseUnits> command)
    {
        var (m, at) = (command.What.Request, command.At);
        var (facts, now) = (new List<CoverageCaseFact>(), state);
        var completed = (m.Completed ?? []).DistinctBy(v => v.Visit).ToList();

        // What is reserved is used first; only what is then given back leaves room for a visit without a reservation.
        foreach (var visit in completed.Where(v => state.Attempt(m.Attempt)?.Visit(v.Visit) is { State: UnitState.Reserved })) Add(Use(visit));
        long? cancelledIn = m.Reason == Reasons.Cancelled ? m.Version : null;
        var changes = facts.Count > 0 || cancelledIn > (state.CancelledIn ?? 0)
            || state.Attempt(m.Attempt) is null || state.Attempts.Any(a => a.Number <= m.Attempt && !a.IsOver)
            || (state.SettleBy is not null && !state.Releasing.Contains(m.Attempt));
        var givenUp = new UnitsGivenUp(m.ReferralId, command.What.Chain, m.Attempt, cancelledIn, at);
        if (!changes && completed.All(v => UnitsDecider.Use(state, m.Attempt, v.Visit, v.Date, at) is null))
            return state.SettleBy is null ? Decision<CoverageCaseFact>.Repeat(new UnitsReleased(m.ReferralId, m.Attempt)) : Decision<CoverageCaseFact>.None;

        Add(givenUp);
        foreach (var visit in completed) Add(Use(visit));
        if (now.Prior is { IsOpen: true } open && cancelledIn >= open.AskedIn) Add(new AuthorizationCancelled(m.ReferralId));
        if (now.SettleBy is null) Add(new UnitsReleased(m.ReferralId, m.Attempt));
        return Decision<CoverageCaseFact>.Of(facts);

        VisitSettled? Use(PlannedVisit visit) => UnitsDecider.Use(now, m.Attempt, visit.Visit, visit.Date, at);

        void Add(CoverageCaseFact? fact)
        {
            if (fact is null) return;
            facts.Add(fact);
            now = now.Evolve(fact);
        }
    }
}
