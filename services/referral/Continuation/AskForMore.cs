namespace ClinicNetwork.Referrals;

/// <summary>The clinic asks the referrer for more visits.</summary>
/// <param name="Visits">So many more, 1–60.</param>
/// <param name="GoalsMet">What was reached, in words for the physician, 1–1,000 characters.</param>
/// <param name="GoalsOpen">What was not yet, likewise.</param>
/// <param name="Rule">How long an answer is waited for.</param>
public sealed record AskForMore(int? Visits, string? GoalsMet, string? GoalsOpen, QuestionRule Rule);

/// <summary>Nobody needs more visits.</summary>
public sealed record NeedNoMore;

/// <summary>The referrer has ordered more visits.</summary>
/// <param name="By">The referral that goes on.</param>
public sealed record Continue(string By);

public static partial class ReferralDecider
{
    const int LongestGoals = 1000;

    /// <summary>A question like any other, that the physician answers with a new order based on this one, or in words.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<AskForMore> command)
    {
        var (said, at) = (command.What, command.At);
        if (said.Visits is not (>= 1 and <= 60)) return new Refusal(RefusalKind.Unprocessable, "visits-out-of-range", "visits: how many more, 1 to 60.", "visits");
        foreach (var (name, words) in new[] { ("goalsMet", said.GoalsMet), ("goalsOpen", said.GoalsOpen) })
            if (string.IsNullOrWhiteSpace(words) || words.Length > LongestGoals || !Texts.IsText(words))
                return new Refusal(RefusalKind.Unprocessable, "goals-missing", $"{name}: say in words what the physician decides by, in {LongestGoals} characters at most.", name);
        if (ProblemOfContinuing(referral, command.Actor) is { } problem) return problem;
        if (referral.Continuation is { Question: not null }) return new Refusal(RefusalKind.Conflict, "already-asked", "The referrer has been asked already: write to the question.");
        var number = referral.Conversation.Count + 1;
        return Decision<ReferralFact>
            .Of(new MessageSent(number, Mover.Receiver, null, at.AddDays(said.Rule.DueDays), TimeSpan.FromDays(said.Rule.DueDays), said.Rule.Reminders, at), new ContinuationRequested(number, at))
            .With(Words.Message(number), $"{said.Visits} more visits are asked for. Goals met: {said.GoalsMet!.Trim()} Goals still open: {said.GoalsOpen!.Trim()} To order them, send a new order that names this one as basedOn.");
    }

    public static Decision<ReferralFact> Decide(Referral referral, Command<NeedNoMore> command) =>
        ProblemOfContinuing(referral, command.Actor) is { } problem ? problem
        : referral.Continuation is not { } continuation ? new Refusal(RefusalKind.Conflict, "not-due", "It is not time yet to think of a continuation.")
        : continuation.AwaitsSomebody ? new ContinuationNotNeeded(command.At)
        : Decision<ReferralFact>.None;

    /// <summary>The new order is the answer to what was asked, also after the end.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Continue> command)
    {
        if (referral.Stage is Unsent || referral.Continuation?.By is not null) return Decision<ReferralFact>.None;
        var story = new Story(referral).Add(new Continued(command.What.By, command.At));
        return (referral.Continuation?.Question is { } number && referral.FindMessage(number) is { IsOpen: true } ? story.Add(new QuestionResolved(number, command.At)) : story).Decision;
    }

    static Refusal? ProblemOfContinuing(Referral referral, Actor actor) =>
        referral.SideOf(actor) != Mover.Receiver ? new(RefusalKind.Forbidden, "only-the-receiver", "Only the chain that treats asks for more visits; a hospital orders them.")
        : referral.BusinessStatus.IsTerminal() ? new(RefusalKind.Conflict, "already-ended", "The referral has ended: its report has told the referrer how it went.")
        : referral.CancellationRequested ? new(RefusalKind.Conflict, "cancellation-requested", "The hospital has asked to cancel: it does not want more visits.")
        : !referral.HasBegun ? new(RefusalKind.Conflict, "nothing-took-place", "No visit took place yet: there is nothing to continue.")
        : referral.Conversation.Count >= MostMessages ? new(RefusalKind.Conflict, "conversation-full", $"This referral has {MostMessages} messages already: telephone.")
        : null;
}
