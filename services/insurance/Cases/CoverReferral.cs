using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>An accepted referral asks which of its visits are covered: claim check, payer rules, the benefit as it stands, decision.</summary>
public sealed class CoverReferral(
    DocumentStore<CoverageCase, CoverageCaseFact> cases, DocumentStore<Benefit, BenefitFact> benefits,
    IReferralDetails referrals, Policies<PayerRule> rules, Pseudonyms pseudonyms, IClinicDays days) : IHandles<CoverageRequested>
{
    public async Task Handle(CoverageRequested m, Cause cause, CancellationToken ct)
    {
        var known = await cases.Find(m.ReferralId, ct);
        var detail = AuthorizationDecider.NeedsDecision(known?.State ?? CoverageCase.Initial, m.Chain, m.Version, m.Correction) || known?.State.Chain != m.Chain
            ? await Believe(m, ct)
            : null;
        var decision = detail is null ? null : await DecideFresh(detail, ct);
        await cases.Handle(m.ReferralId, cause, new Determine(m.ReferralId, m.Chain, m.Version, decision, detail?.Correction ?? 0), AuthorizationDecider.Decide, begins: known is null, ct);
    }

    /// <summary>What the referral's owner knows; a message that says otherwise leaves nothing behind.</summary>
    async Task<CoverageDetail> Believe(CoverageRequested m, CancellationToken ct)
    {
        var detail = await referrals.Known(m.ReferralId, ct);
        return detail.Chain == m.Chain ? detail : throw new UnbelievableMessageException("chain-mismatch", "The message names another chain than the referral has.");
    }

    async Task<CoverageDecision> DecideFresh(CoverageDetail detail, CancellationToken ct)
    {
        var book = (await rules.Current(ct)).Book();
        var today = days.Today(detail.Chain);
        // The visits' days are not known yet: this year's benefit decides, and the reservation checks each day's own year.
        var account = CoverageDecider.AccountOf(detail, book, pseudonyms.Of);
        var benefit = account is null ? null : await benefits.Find(account.KeyOn(today), ct);
        return CoverageDecider.Decide(detail, book, account, benefit?.State.UseByOthers(detail.ReferralId) ?? BenefitUse.None, today);
    }
}
