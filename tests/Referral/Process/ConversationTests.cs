using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Questions between hospital and chain: asked, answered, asked again, reminded, handed back.</summary>
public class ConversationTests
{
    static string? Refusal(Referral referral, object what, Actor? by = null) => referral.Decides(what, null, by).Refusal?.Code;

    [Fact]
    public void A_referral_in_review_waits_for_the_answer_and_reminds_no_coordinator_meanwhile()
    {
        var asked = InReview().After(Asks());
        Assert.Equal(("on-hold", Reason.InformationRequested, Reason.InformationRequested), (asked.TaskStatus, asked.StatusReason, asked.Attention));
        Assert.Equal(Now.AddDays(3), asked.Due);
        Assert.Equal("The referrer has been asked; an answer is expected by 2026-11-26.", asked.Hold!.Text);
        Assert.Equal("reply", Assert.Single(asked.DueTimes).Name);
    }

    [Fact]
    public void An_answer_brings_it_back_to_the_coordinator_who_decides_or_asks_further()
    {
        var answered = InReview().After(Asks()).Answered(1);
        Assert.Equal((Reason.QuestionAnswered, Reason.Review), (answered.Attention, answered.StatusReason));
        Assert.True(answered.FindMessage(1)!.IsOpen);

        var again = answered.After(Asks(again: 1));
        Assert.Equal(Reason.InformationRequested, again.Attention);
        Assert.True(again.FindMessage(1)!.AwaitsReply);
        Assert.Equal(Reason.Review, again.Answered(1).After(new Resolve(1)).Attention);
        Assert.Null(again.Answered(1).After(new Accept(false)).Attention);
    }

    [Fact]
    public void Without_an_answer_it_is_reminded_and_then_handed_back_and_a_later_answer_is_still_seen()
    {
        var (referral, reminders) = (InReview().After(Asks()), 0);
        while (referral.Decides(new TimePassed(), referral.Due) is { Facts: [ReplyReminded] } reminder)
        {
            (referral, reminders) = (referral.After(reminder), reminders + 1);
            Assert.Equal(Now.AddDays(3 * (reminders + 1)), referral.Due);
        }
        Assert.Equal(2, reminders);
        var over = referral.Decides(new TimePassed(), referral.Due);
        Assert.Equal([nameof(QuestionUnanswered), nameof(ReferralRejected)], over.Facts.Select(f => f.GetType().Name));
        var handedBack = referral.After(over);
        Assert.Equal((BusinessStatus.Rejected, Reason.InformationRequired, null), (handedBack.BusinessStatus, handedBack.EndReason, handedBack.Attention));

        Assert.Equal(Reason.QuestionAnswered, handedBack.Answered(1, Now.AddDays(40)).Attention);
    }

    [Fact]
    public void During_treatment_a_question_stops_nothing_and_unanswered_it_is_a_coordinators_work()
    {
        var asked = Treating().After(Asks());
        Assert.Equal(("in-progress", null), (asked.TaskStatus, asked.Attention));
        for (var times = 0; times < 3; times++) asked = asked.After(asked.Decides(new TimePassed(), asked.Due));
        Assert.Equal((BusinessStatus.Scheduled, Reason.QuestionUnanswered), (asked.BusinessStatus, asked.Attention));
        Assert.Equal("outcome", Assert.Single(asked.DueTimes).Name);
    }

    [Fact]
    public void The_hospital_asks_too_and_an_answer_settles_it()
    {
        var asked = Treating().Wrote(Sender, null);
        Assert.Equal(Reason.QuestionAsked, asked.Attention);
        Assert.Null(asked.Wrote(Coordinator, 1).Attention);
        Assert.False(asked.Wrote(Coordinator, 1).FindMessage(1)!.IsOpen);
        Assert.Equal(Reason.QuestionAsked, Ended().Wrote(Sender, null).Attention);
        Assert.Null(Ended().Wrote(Sender, null).Due);
    }

    [Fact]
    public void What_is_decided_without_the_answer_waits_for_it_no_more()
    {
        var accepted = InReview().After(Asks()).After(new Accept(false));
        Assert.False(accepted.FindMessage(1)!.IsOpen);
        Assert.DoesNotContain(accepted.DueTimes, due => due.Name == "reply");
        var rejected = InReview().After(Asks()).After(new Reject("other", "No."));
        Assert.True(rejected.FindMessage(1)!.AwaitsReply);
        Assert.Equal(Reason.QuestionAnswered, rejected.Answered(1).Attention);
    }

    [Fact]
    public void What_cannot_be_written_is_refused_in_words()
    {
        var rule = ReferralRules.Usual.Questions;
        var asked = InReview().After(Asks());
        Assert.Equal("text-missing", Refusal(asked, new Send(" ", null, rule)));
        Assert.Equal("text-missing", Refusal(asked, new Send(new('x', 2001), null, rule)));
        Assert.Equal("control-character", Refusal(asked, new Send("a\u0001", null, rule)));
        Assert.Equal("due-out-of-range", Refusal(asked, new Send("a", null, rule, 0)));
        Assert.Equal("no-such-question", Refusal(asked, new Send("a", 2, rule), Sender));
        Assert.Equal("no-such-question", Refusal(asked.Answered(1), new Send("a", 2, rule)));
        Assert.Equal("already-ended", Refusal(Ended(), Asks()));
        Assert.Equal("only-the-asker", Refusal(asked, new Resolve(1), Sender));
        Assert.Equal("no-such-question", Refusal(asked, new Resolve(7)));
        var full = Enumerable.Range(0, 100).Aggregate(Treating(), (r, _) => r.Wrote(Sender, null));
        Assert.Equal("conversation-full", Refusal(full, new Send("a", null, rule), Sender));
    }
}
