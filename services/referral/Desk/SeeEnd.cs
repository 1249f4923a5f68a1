namespace ClinicNetwork.Referrals;

/// <summary>Somebody at the hospital has read why the referral was rejected or handed back, and sees to it.</summary>
public sealed record SeeEnd;

public static partial class ReferralDecider
{
    /// <summary>It leaves the hospital's worklist; nothing else changes.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<SeeEnd> command) =>
        referral.BusinessStatus != BusinessStatus.Rejected ? new Refusal(RefusalKind.Conflict, "not-handed-back", "The referral was neither rejected nor handed back.")
        : referral.SideOf(command.Actor) != Mover.Sender ? new Refusal(RefusalKind.Forbidden, "only-the-sender", "Only the hospital that sent the referral says that it has seen its end.")
        : referral.EndSeenAt is null ? new EndSeen(command.At)
        : Decision<ReferralFact>.None;
}
