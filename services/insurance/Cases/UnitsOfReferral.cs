using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>A held series asks for its units; a visit's outcome or a release gives them their end. Each ends by settling.</summary>
public sealed class UnitsOfReferral(DocumentStore<CoverageCase, CoverageCaseFact> cases, IReferralDetails referrals, Settlement settlement)
    : IHandles<UnitsRequested>, IHandles<UnitsReleaseRequested>, IHandles<VisitCompleted>, IHandles<VisitMissed>
{
    /// <summary>No series is longer than this, numbers of visits placed anew included.</summary>
    const int MostVisits = 1000;

    public async Task Handle(UnitsRequested m, Cause cause, CancellationToken ct)
    {
        Believe(m.Visits, needed: true);
        if (await ChainOf(m.ReferralId, ct) != m.Chain) throw new UnbelievableMessageException("chain-mismatch", "The message names another chain than the referral has.");
        await DecideAndSettle(m.ReferralId, cause, m, UnitsDecider.Decide, ct);
    }

    public async Task Handle(UnitsReleaseRequested m, Cause cause, CancellationToken ct)
    {
        Believe(m.Completed, needed: false);
        await DecideAndSettle(m.ReferralId, cause, new ReleaseUnits(m, await ChainOf(m.ReferralId, ct)), ReleaseDecider.Decide, ct);
    }

    public Task Handle(VisitCompleted m, Cause cause, CancellationToken ct)
    {
        Believe([new() { Visit = m.Visit, Date = m.Date }], needed: true);
        return DecideAndSettle(m.ReferralId, cause, m, UnitsDecider.Decide, ct);
    }

    public Task Handle(VisitMissed m, Cause cause, CancellationToken ct)
    {
        Believe([new() { Visit = m.Visit, Date = default }], needed: true);
        return DecideAndSettle(m.ReferralId, cause, m, UnitsDecider.Decide, ct);
    }

    /// <summary>
    /// The case's chain. Where there is no case yet the referral's owner says it: what nobody there knows is not believed, and only
    /// what is known may begin a case, whose outbox then holds the answer.
    /// </summary>
    async Task<string> ChainOf(string referralId, CancellationToken ct) =>
        (await cases.Find(referralId, ct))?.State.Chain ?? (await referrals.Known(referralId, ct)).Chain;

    async Task DecideAndSettle<TWhat>(
        string referralId, Cause cause, TWhat what, Func<CoverageCase, Command<TWhat>, Decision<CoverageCaseFact>> decide, CancellationToken ct)
    {
        await cases.Handle(referralId, cause, what, decide, ct);
        // Also after a repeated message: the first delivery may have got no further than the line above.
        await settlement.Settle(referralId, ct);
    }

    static void Believe(IReadOnlyList<PlannedVisit>? visits, bool needed)
    {
        if (visits is null ? needed : visits.Count > MostVisits || visits.Any(v => v is null || v.Visit is < 1 or > MostVisits))
            throw new UnbelievableMessageException("visits", "The message's visits are missing or out of bounds.");
    }
}
