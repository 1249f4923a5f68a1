namespace ClinicNetwork.Referrals;

/// <summary>The hospital has its report.</summary>
public sealed record Acknowledge;

public static partial class ReferralDecider
{
    /// <summary>Only the sender's word counts: that somebody else read it says nothing about its arrival.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Acknowledge> command) => referral.Receipt switch
    {
        null => new Refusal(RefusalKind.Conflict, "no-report", "There is no report of this referral yet."),
        _ when referral.SideOf(command.Actor) != Mover.Sender => new Refusal(RefusalKind.Forbidden, "only-the-sender", "Only the hospital that sent the referral says that it has the report."),
        { AcknowledgedAt: null } => new ReportAcknowledged(command.At),
        _ => Decision<ReferralFact>.None,
    };

    static Decision<ReferralFact> RemindOfReport(Receipt receipt, DateTimeOffset at) =>
        receipt.RemindersLeft > 0 ? new ReportReminded(at) : new ReportUnacknowledged(at);
}
