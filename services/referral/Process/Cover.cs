using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using MassTransit;

namespace ClinicNetwork.Referral;

/// <summary>Insurance has answered, or says that the payer takes its time.</summary>
public sealed class CoverageConsumer(DocumentStore<Referral, ReferralFact> referrals, TimeProvider clock)
    : IConsumer<CoverageDetermined>, IConsumer<AuthorizationPended>
{
    public Task Consume(ConsumeContext<CoverageDetermined> context) => referrals.Handle(
        context.Message.ReferralId, context.Cause(), s => ReferralDecider.Cover(s, context.Message, clock.GetUtcNow()), context.CancellationToken);

    public Task Consume(ConsumeContext<AuthorizationPended> context) => referrals.Handle(
        context.Message.ReferralId, context.Cause(), s => ReferralDecider.AwaitAuthorization(s, context.Message, clock.GetUtcNow()), context.CancellationToken);
}

public static partial class ReferralDecider
{
    /// <summary>Covered visits are placed; an uncovered referral needs the patient's yes to the estimate (S5); doubt goes to a person.</summary>
    public static Decision<ReferralFact> Cover(Referral referral, CoverageDetermined answer, DateTimeOffset now)
    {
        if (referral.Stage is not Covering) return Decision<ReferralFact>.None;
        var decision = new CoverageDecision(answer.Outcome, answer.CoveredVisits, answer.ReasonCode, answer.Reason,
            answer.PatientShare, answer.SelfPayPrice, answer.CoveredUntil, answer.Rule);
        return answer.Outcome switch
        {
            "covered" or "partial" => new ReferralFact[] { new CoverageGranted(decision, now), new PlacementStarted(referral.Attempt + 1, answer.CoveredVisits, now) },
            "self-pay" => new EstimateOffered(decision, EstimateText(referral, decision), now),
            _ => new ReviewRequired(answer.ReasonCode, answer.Reason, decision, now),
        };
    }

    public static Decision<ReferralFact> AwaitAuthorization(Referral referral, AuthorizationPended answer, DateTimeOffset now) =>
        referral is { Stage: Covering, Hold: null or { Reason: "no-answer" } }
            ? new AuthorizationAwaited(answer.Reason, now)
            : Decision<ReferralFact>.None;

    static string EstimateText(Referral referral, CoverageDecision decision) => FormattableString.Invariant(
        $"{decision.Reason} The estimate: {referral.VisitsPrescribed} visits at {decision.SelfPayPrice:0.00} USD, {referral.VisitsPrescribed * decision.SelfPayPrice:0.00} USD in all; the visits are booked once the patient accepts it.");
}
