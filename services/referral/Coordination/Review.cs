using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referral;

public static partial class ReferralDecider
{
    /// <summary>Reject reasons, after NHS e-RS.</summary>
    public static readonly IReadOnlyList<string> RejectReasons =
        ["information-required", "service-inappropriate", "prerequisites-not-complete", "appointment-not-required", "other"];

    /// <summary>A coordinator takes a referral under review. With self-pay the patient gets an estimate instead of another look at the coverage.</summary>
    public static Decision<ReferralFact> Accept(Referral referral, string coordinator, bool selfPay, decimal selfPayPrice, DateTimeOffset now)
    {
        if (referral.Stage is not InReview)
            return referral.Stage is Unsent or Ended ? NotOnReview(referral) : Decision<ReferralFact>.None;
        if (selfPay && referral.Coverage is null && referral.BusinessStatus == BusinessStatus.Received)
            return new Refusal(RefusalKind.Conflict, "too-early", "Coverage has not been looked at yet: accept the referral first.");
        if (!selfPay) return new ReferralAccepted(referral.ConditionGroup ?? "agreed", coordinator, now);
        var decision = new CoverageDecision("self-pay", 0, "coordinator-decision", "A coordinator agreed on self-pay.", 0,
            referral.Coverage?.SelfPayPrice ?? selfPayPrice, null, referral.Coverage?.Rule);
        return new EstimateOffered(decision, EstimateText(referral, decision), now);
    }

    public static Decision<ReferralFact> Reject(Referral referral, string reason, string text, DateTimeOffset now)
    {
        if (!RejectReasons.Contains(reason))
            return new Refusal(RefusalKind.Unprocessable, "unknown-reason", $"Give one of these reasons: {string.Join(", ", RejectReasons)}.");
        if (string.IsNullOrWhiteSpace(text) || text.Length > 500)
            return new Refusal(RefusalKind.Unprocessable, "text-missing", "Say in words why, in 500 characters at most: the hospital reads it.");
        if (referral.BusinessStatus == BusinessStatus.Rejected) return Decision<ReferralFact>.None;
        if (referral.CancellationRequested)
            return new Refusal(RefusalKind.Conflict, "cancellation-requested", "The hospital has asked to cancel: confirm that instead.");
        return referral.Stage is InReview or AwaitingEstimate || referral.Hold?.Reason == "no-slots"
            ? new ReferralRejected(reason, text, now)
            : NotOnReview(referral);
    }

    /// <summary>The patient said yes to the estimate; the visits are looked for now.</summary>
    public static Decision<ReferralFact> AcceptEstimate(Referral referral, string coordinator, DateTimeOffset now) => referral.Stage switch
    {
        AwaitingEstimate => new ReferralFact[] { new EstimateAccepted(coordinator, now), new PlacementStarted(referral.Attempt + 1, referral.VisitsToPlace, now) },
        Placing or Booking or Treating when referral.SelfPay => Decision<ReferralFact>.None,
        _ => new Refusal(RefusalKind.Conflict, "no-estimate", "No estimate waits for acceptance on this referral."),
    };

    static Refusal NotOnReview(Referral referral) => new(RefusalKind.Conflict, "not-on-review",
        $"The referral waits for no decision of a coordinator: it is {referral.BusinessStatus.Display().ToLowerInvariant()}.");
}
