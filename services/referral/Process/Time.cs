namespace ClinicNetwork.Referrals;

public static partial class ReferralDecider
{
    /// <summary>A wait has run out: services are asked again with the same request, people's worklist entries become overdue, the other side is reminded, a promise is broken.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<TimePassed> command)
    {
        var at = command.At;
        if (referral.Due is not { } due || due > at) return Decision<ReferralFact>.None;
        if (referral.Running().FirstOrDefault(c => c.Due <= at) is { } clock) return new ClockBreached(clock.Name, at);
        if (referral.Receipt is { Due: { } wanted } receipt && wanted <= at) return RemindOfReport(receipt, at);
        if (!referral.BusinessStatus.IsTerminal() && referral.Conversation.FirstOrDefault(m => m.Reply?.Due <= at) is { } question) return Remind(referral, question, at);
        if (referral.Stage is Treating { Verifying.Asking.At: var verify } && verify <= at) return new VerificationAskedAgain(at);
        if (referral.ThinkOfContinuationAt() <= at) return new ContinuationDue(at);
        if (referral.GivesUpPlaceAt <= at) return new Story(referral).Add(new PlaceGivenUp(at)).Add(new MoveBegun(referral.CurrentAttempt!.Value, at)).Decision;
        if (referral.Awaited is { Asking.At: var asked } && asked <= at) return new InterimReportDelayed(at);
        return referral.Stage is InReview or AwaitingEstimate ? new WaitOverdue(at) : new AskedAgain(at);
    }
}
