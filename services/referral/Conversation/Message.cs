namespace ClinicNetwork.Referrals;

/// <summary>One message between the hospital and the chain about a referral; what it says lies with the words, under <see cref="Words.Message"/>.</summary>
/// <param name="Number">1, 2, … within the referral.</param>
/// <param name="From">The side that wrote it.</param>
/// <param name="ReplyTo">The question that it answers, or asks again; null for a question.</param>
/// <param name="Reply">How the reply to this question stands; null for what is no question.</param>
public sealed record Message(int Number, Mover From, DateTimeOffset At, int? ReplyTo = null, Reply? Reply = null)
{
    /// <summary>A question that its asker has not called answered.</summary>
    public bool IsOpen => Reply is { ResolvedAt: null };
    /// <summary>An open question to which nobody has written yet, or that was asked again since.</summary>
    public bool AwaitsReply => Reply is { ResolvedAt: null, RepliedAt: null };
}

/// <summary>The reply to a question: when it is expected, and what became of it. A reply alone closes no question of the chain's; its asker does.</summary>
/// <param name="Due">Until when it is expected; null once nobody waits any more.</param>
/// <param name="Every">From one reminder to the next.</param>
/// <param name="RemindersLeft">So many before the question counts as unanswered.</param>
public sealed record Reply(DateTimeOffset? Due, TimeSpan Every, int RemindersLeft, DateTimeOffset? RepliedAt = null, DateTimeOffset? ResolvedAt = null)
{
    /// <summary>Reminded in vain.</summary>
    public bool IsUnanswered => Due is null && RepliedAt is null && ResolvedAt is null;
}

/// <summary>A message was written by one side.</summary>
/// <param name="Due">Until when its reply is expected; null for what is no question.</param>
public sealed record MessageSent(int Number, Mover From, int? ReplyTo, DateTimeOffset? Due, TimeSpan Every, int Reminders, DateTimeOffset At) : ReferralFact(At);

/// <summary>Who asked is content with the reply.</summary>
public sealed record QuestionResolved(int Number, DateTimeOffset At) : ReferralFact(At);

/// <summary>No reply came in time: it is asked for once more.</summary>
public sealed record ReplyReminded(int Number, DateTimeOffset At) : ReferralFact(At);

/// <summary>No reply came after all reminders. Should it still come, it is seen.</summary>
public sealed record QuestionUnanswered(int Number, DateTimeOffset At) : ReferralFact(At);

/// <summary>What the facts of a conversation make of it.</summary>
static class Conversations
{
    public static Referral Write(this Referral r, MessageSent f)
    {
        var reply = f.Due is null ? null : new Reply(f.Due, f.Every, f.Reminders);
        var messages = r.Conversation.Select(m => m.Number != f.ReplyTo ? m : m with
        {
            Reply = m.From != f.From ? m.Reply! with { Due = null, RepliedAt = f.At, ResolvedAt = m.From == Mover.Sender ? f.At : m.Reply.ResolvedAt } : reply,
        });
        return r with { Conversation = [.. messages, new(f.Number, f.From, f.At, f.ReplyTo, f.ReplyTo is null ? reply : null)] };
    }

    public static Referral Change(this Referral r, int number, Func<Reply, Reply> change) =>
        r with { Conversation = [.. r.Conversation.Select(m => m.Number == number && m.Reply is { } reply ? m with { Reply = change(reply) } : m)] };

    public static Reply Reminded(this Reply reply) => reply with { Due = reply.Due + reply.Every, RemindersLeft = reply.RemindersLeft - 1 };

    /// <summary>The chain has decided: what it asked for that is answered by now, or (accepted all the same) needs no answer any more.</summary>
    public static Referral Decided(this Referral r, bool needsNone, DateTimeOffset at) => r with
    {
        Conversation = [.. r.Conversation.Select(m => m is { From: Mover.Receiver, IsOpen: true } && (needsNone || !m.AwaitsReply) ? m with { Reply = m.Reply! with { Due = null, ResolvedAt = at } } : m)],
    };
}
