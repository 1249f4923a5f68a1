using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referral;

public static partial class ReferralDecider
{
    /// <summary>Only the sender asks; asking again is already so. What has ended cannot be cancelled any more.</summary>
    public static Decision<ReferralFact> AskCancellation(Referral referral, string text, DateTimeOffset now) => referral.BusinessStatus switch
    {
        BusinessStatus.CancellationRequested or BusinessStatus.Cancelled => Decision<ReferralFact>.None,
        BusinessStatus.Completed or BusinessStatus.Rejected => new Refusal(RefusalKind.Conflict, "already-ended",
            $"The referral is {referral.BusinessStatus.Display().ToLowerInvariant()} and cannot be cancelled any more.", "ServiceRequest.status"),
        _ => new CancellationAsked(text, now),
    };

    /// <summary>Only the receiver confirms (BSeR 23): visits and units go back, whatever is still on its way.</summary>
    public static Decision<ReferralFact> ConfirmCancellation(Referral referral, string coordinator, DateTimeOffset now) => referral.BusinessStatus switch
    {
        BusinessStatus.CancellationRequested => new ReferralCancelled(coordinator, "Cancelled at the hospital's request.", now),
        BusinessStatus.Cancelled => Decision<ReferralFact>.None,
        _ => new Refusal(RefusalKind.Conflict, "not-requested", "The hospital has not asked to cancel this referral; reject it instead, with a reason."),
    };
}
