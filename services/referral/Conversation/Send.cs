namespace ClinicNetwork.Referrals;

/// <summary>One side writes to the other about the referral: a question, a reply, or the same question again.</summary>
/// <param name="Text">1–2,000 characters.</param>
/// <param name="ReplyTo">The number of a question; null for a new one.</param>
/// <param name="Rule">How long the chain waits for replies.</param>
/// <param name="DueDays">Days until a reply is expected, 1 to 60; null for the rule's.</param>
public sealed record Send(string? Text, int? ReplyTo, QuestionRule Rule, int? DueDays = null);

/// <summary>Who asked is content with the reply.</summary>
public sealed record Resolve(int Number);

public static partial class ReferralDecider
{
    const int MostMessages = 100;

    /// <summary>The sender may write whenever it likes, the chain asks as long as the referral is open (S9); each may answer at any time.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Send> command)
    {
        var (said, from, at) = (command.What, referral.SideOf(command.Actor), command.At);
        if (string.IsNullOrWhiteSpace(said.Text) || said.Text.Length > Texts.Longest)
            return new Refusal(RefusalKind.Unprocessable, "text-missing", $"Say in words what it is, in {Texts.Longest} characters at most: the other side reads it.", "text");
        if (!Texts.IsText(said.Text))
            return new Refusal(RefusalKind.Unprocessable, "control-character", "This text holds a control character or half a character: remove it.", "text");
        if (said.DueDays is < 1 or > 60)
            return new Refusal(RefusalKind.Unprocessable, "due-out-of-range", "An answer is due in 1 to 60 days.", "dueDays");
        if (referral.Conversation.Count >= MostMessages)
            return new Refusal(RefusalKind.Conflict, "conversation-full", $"This referral has {MostMessages} messages already: telephone.");
        var question = said.ReplyTo is { } number ? referral.FindMessage(number) : null;
        if (said.ReplyTo is not null && question?.Reply is null)
            return new Refusal(RefusalKind.Unprocessable, "no-such-question", "There is no question of this number to answer.", "replyTo");
        var asks = question is null || question.From == from;
        if (asks && from == Mover.Receiver && referral.BusinessStatus.IsTerminal())
            return new Refusal(RefusalKind.Conflict, "already-ended", "The referral has ended: open it again before you ask.");
        var days = said.DueDays ?? said.Rule.DueDays;
        return Decision<ReferralFact>
            .Of(new MessageSent(referral.Conversation.Count + 1, from, said.ReplyTo, asks ? at.AddDays(days) : null, TimeSpan.FromDays(days), said.Rule.Reminders, at))
            .With(Words.Message(referral.Conversation.Count + 1), said.Text.Trim());
    }

    /// <summary>Only who asked says that it is answered.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Resolve> command)
    {
        if (referral.FindMessage(command.What.Number) is not { Reply: { } reply } question)
            return new Refusal(RefusalKind.NotFound, "no-such-question", "There is no question of this number.");
        if (question.From != referral.SideOf(command.Actor))
            return new Refusal(RefusalKind.Forbidden, "only-the-asker", "Only the side that asked says that a question is answered: reply to it.");
        return reply.ResolvedAt is null ? new QuestionResolved(question.Number, command.At) : Decision<ReferralFact>.None;
    }

    /// <summary>
    /// A reply is late: it is asked for again; after the last reminder the chain looks at it, and what could not be accepted without an answer goes back to the hospital,
    /// with all that was asked.
    /// </summary>
    static Decision<ReferralFact> Remind(Referral referral, Message question, DateTimeOffset at)
    {
        if (question.Reply!.RemindersLeft > 0) return new ReplyReminded(question.Number, at);
        var story = new Story(referral).Add(new QuestionUnanswered(question.Number, at));
        return question.From == Mover.Receiver && referral is { Stage: InReview, BusinessStatus: BusinessStatus.Received }
            ? story.Add(new ReferralRejected(Reason.InformationRequired, at)).Decision
            : story.Decision;
    }
}
