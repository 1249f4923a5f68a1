namespace ClinicNetwork.Referrals;

public static partial class ReferralDecider
{
    /// <summary>A wait has run out: services are asked again with the same request, people's worklist entries become overdue.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<TimePassed> command) =>
        referral.Due is not { } due || due > command.At ? Decision<ReferralFact>.None
        : !referral.BusinessStatus.IsTerminal() && referral.Conversation.FirstOrDefault(m => m.Reply?.Due <= command.At) is { } question ? Remind(referral, question, command.At)
        : referral.Stage is InReview or AwaitingEstimate ? new WaitOverdue(command.At)
        : new AskedAgain(command.At);
}
