using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>The ordered visits come to their end: somebody thinks of more, the referrer is asked, and a new order answers.</summary>
public class ContinuationTests
{
    static readonly Promises Promised = ReferralRules.Usual.For("routine", 0, Now, TimeZoneInfo.Utc);
    static Referral Booked(DateOnly? until = null) => Referral.Initial.After(Submit() with { Promises = Promised }).After(Covered() with { CoveredUntil = until }, Held(1), Reserved(1), Given.Booked(1));
    static Referral After(Referral r, int visits) => Enumerable.Range(1, visits).Aggregate(r, (x, n) => x.After(Done(1, n)));
    static AskForMore Ask(int? visits = 6, string? met = "Walks half an hour.", string? open = "Sleeps badly.") => new(visits, met, open, ReferralRules.Usual.Questions);

    [Fact]
    public void It_is_time_when_few_visits_are_left_and_once()
    {
        Assert.Null(After(Booked(), 3).Continuation);
        var due = After(Booked(), 4);
        Assert.Equal(Reason.ContinuationDue, due.Attention);
        Assert.Equal(due.Continuation, After(due, 5).Continuation);
        Assert.Null(After(Booked(), 6).After(new IssueReport("{}")).Attention);
    }

    [Fact]
    public void It_is_time_before_the_coverage_ends()
    {
        var begun = After(Booked(new DateOnly(2027, 1, 31)), 1);
        Assert.Equal(new DateTimeOffset(2027, 1, 17, 0, 0, 0, TimeSpan.Zero), begun.ThinkOfContinuationAt());
        Assert.Null(Booked(new DateOnly(2027, 1, 31)).ThinkOfContinuationAt());
        var late = begun;
        while (late.Due < begun.ThinkOfContinuationAt()) late = late.After(late.Decides(new TimePassed(), late.Due));
        Assert.IsType<ContinuationDue>(Assert.Single(late.Decides(new TimePassed(), begun.ThinkOfContinuationAt()).Facts));
    }

    [Fact]
    public void The_referrer_is_asked_once_and_a_new_order_is_the_answer()
    {
        var asking = After(Booked(), 4).Decides(Ask());
        Assert.Contains("Walks half an hour.", asking.Words["message-1"], StringComparison.Ordinal);
        var asked = After(Booked(), 4).After(asking);
        Assert.Equal((1, null, true), (asked.Continuation!.Question, asked.Attention, asked.Conversation[0].AwaitsReply));
        Assert.Equal("already-asked", asked.Decides(Ask()).Refusal!.Code);
        Assert.Contains(asked.Told(new Continue("next")), e => e is ConversationChanged { Change: "question-resolved" });
        var continued = asked.After(new Continue("next"));
        Assert.Equal(("next", false), (continued.Continuation!.By, continued.Conversation[0].IsOpen));
        Assert.Empty(continued.Decides(new Continue("another")).Facts);
    }

    [Fact]
    public void Nobody_is_reminded_of_what_is_not_needed()
    {
        Assert.Null(After(Booked(), 4).After(new NeedNoMore()).Attention);
        Assert.Equal("not-due", After(Booked(), 1).Decides(new NeedNoMore()).Refusal!.Code);
    }

    public static TheoryData<string, Func<Refusal?>> Refused() => new()
    {
        { "visits-out-of-range", () => After(Booked(), 4).Decides(Ask(visits: 0)).Refusal },
        { "goals-missing", () => After(Booked(), 4).Decides(Ask(met: " ")).Refusal },
        { "goals-missing", () => After(Booked(), 4).Decides(Ask(open: new string('x', 1001))).Refusal },
        { "nothing-took-place", () => Booked().Decides(Ask()).Refusal },
        { "already-ended", () => Closing().Decides(Ask()).Refusal },
        { "only-the-receiver", () => After(Booked(), 4).Decides(Ask(), null, Sender).Refusal },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_no_request_for_more_is_refused(string code, Func<Refusal?> ask) => Assert.Equal(code, ask()?.Code);
}
