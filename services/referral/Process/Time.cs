using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referral;

public static partial class ReferralDecider
{
    /// <summary>A wait has run out: services are asked again with the same request, people's worklist entries become overdue.</summary>
    public static Decision<ReferralFact> Timer(Referral referral, DateTimeOffset now) =>
        referral.Due is not { } due || due > now ? Decision<ReferralFact>.None
        : referral.Stage switch
        {
            Covering or Placing or Reserving or Booking => new AskedAgain(now),
            InReview or AwaitingEstimate or Treating => new WaitOverdue(now),
            _ => Decision<ReferralFact>.None,
        };
}
