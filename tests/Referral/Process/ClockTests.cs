using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What a chain promises: from when it counts, what keeps it, what stops it, and what becomes of a broken promise.</summary>
public class ClockTests
{
    static readonly TimeZoneInfo Boston = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    static readonly BusinessDays Days = new(Boston, [new(2026, 11, 26)]);

    /// <summary>Thanksgiving is a Thursday; the day after it is worked.</summary>
    [Theory]
    [InlineData("2026-11-23T10:00-05:00", 1, "2026-11-24T10:00-05:00")]
    [InlineData("2026-11-25T10:00-05:00", 1, "2026-11-27T10:00-05:00")]
    [InlineData("2026-11-27T16:00-05:00", 1, "2026-11-30T16:00-05:00")]
    [InlineData("2026-11-28T16:00-05:00", 1, "2026-12-01T00:00-05:00")]
    [InlineData("2026-11-26T16:00-05:00", 3, "2026-12-02T00:00-05:00")]
    [InlineData("2026-11-27T23:30-05:00", 1, "2026-11-30T23:30-05:00")]
    [InlineData("2026-03-06T02:30-05:00", 1, "2026-03-09T02:30-04:00")]
    public void Business_days_leave_out_weekends_and_holidays_at_the_clinics(string from, int days, string to) =>
        Assert.Equal(DateTimeOffset.Parse(to, null), Days.After(DateTimeOffset.Parse(from, null), days));

    static Promises Promises(string priority = "routine") => new ReferralRules
    {
        Clocks = [new("acknowledge", 2), new("first-contact", 2), new("scheduled", 3), new("scheduled", 1, "urgent"), new("seen", 10)],
    }.For(priority, 4, Now, Boston);

    static Submit Promised(Action<System.Text.Json.Nodes.JsonObject>? change = null) => Submit(change) with { Promises = Promises() };

    static string Running(Referral referral) => string.Join(' ', referral.Clocks.Where(c => c.Runs).Select(c => c.Code));

    [Fact]
    public void A_priority_with_a_rule_of_its_own_goes_by_it()
    {
        Assert.Equal(Now.AddDays(1), Promises("urgent").Clocks.Single(c => c.Name == ClockName.Scheduled).Due);
        Assert.Equal(Now.AddDays(3), Promises("stat").Clocks.Single(c => c.Name == ClockName.Scheduled).Due);
        Assert.Equal(4, Promises().Rules);
    }

    [Fact]
    public void Each_promise_is_kept_by_what_it_promises()
    {
        var accepted = Referral.Initial.After(Promised());
        Assert.Equal("first-contact scheduled seen", Running(accepted));
        Assert.Equal("scheduled seen", Running(accepted.After(new RecordContact("phone", "no-answer"))));
        var treating = accepted.After(Covered(), Held(1), Reserved(1), Booked(1));
        Assert.Equal("seen", Running(treating));
        var reporting = treating.After(Completed(1));
        Assert.Equal(("report", Now.AddHours(24)), (Running(reporting), reporting.Clocks[^1].Due));
        Assert.Equal("", Running(reporting.After(new IssueReport("{}"))));
        Assert.Equal("", Running(accepted.After(new RequestCancellation(null), new ConfirmCancellation())));
        Assert.Equal("first-contact scheduled seen", Running(Referral.Initial.After(Promised(b => b.Resource(1)["code"]!["coding"]![0]!["code"] = "Z99.9")).After(Asks())));
    }

    [Fact]
    public void While_somebody_else_is_waited_for_the_clocks_stand_but_the_first()
    {
        var review = Referral.Initial.After(Promised(b => b.Resource(1)["code"]!["coding"]![0]!["code"] = "Z99.9"));
        Assert.Null(review.PausedSince);
        var asked = review.After(review.Decides(Asks(), Now.AddHours(5)));
        Assert.Equal(Now.AddHours(5), asked.PausedSince);
        var answered = asked.Answered(1, Now.AddHours(53));
        Assert.Equal((null, TimeSpan.FromHours(48)), (answered.PausedSince, answered.Paused));
        Assert.Equal(Now.AddDays(3 + 2), answered.Clocks.Single(c => c.Name == ClockName.Scheduled).Due);
    }

    [Fact]
    public void A_broken_promise_is_told_once_and_is_a_coordinators_work_until_it_is_kept_late()
    {
        var treating = Referral.Initial.After(Promised()).After(Covered(), Held(1), Reserved(1), Booked(1));
        var seen = treating.Clocks.Single(c => c.Name == ClockName.Seen);
        // The last visit's outcome would be asked for later than that.
        var moved = treating.Decides(new TimePassed(), seen.Due);
        Assert.Equal(new ClockBreached(ClockName.Seen, seen.Due), Assert.Single(moved.Facts));
        var breached = treating.After(moved);
        Assert.Equal((Reason.ClockBreached, "seen"), (breached.Attention, Assert.Single(treating.Told(moved).OfType<Contracts.Referral.V1.ReferralStatusChanged>()).Breached!.Single()));
        Assert.DoesNotContain(breached.DueTimes, due => due.Name == "clock");
        Assert.Null(breached.After(Done(1, 1)).Attention);
    }

    [Fact]
    public void What_an_earlier_version_wrote_has_no_clocks() => Assert.Empty(Treating().Clocks);

    [Fact]
    public void Rules_that_cannot_be_used_are_refused_by_their_field()
    {
        static string Wrong(ReferralRules rules) => string.Join(' ', rules.Problems().Select(p => p.Field));
        Assert.Equal("", Wrong(ReferralRules.Usual));
        Assert.Equal("clocks clocks clocks", Wrong(new() { Clocks = [new("soon", 1), new("seen", 0), new("seen", 1, "now")] }));
        Assert.Equal("clocks", Wrong(new() { Clocks = [new("seen", 1), new("seen", 2)] }));
        Assert.Equal("clocks", Wrong(new() { Clocks = [new("report", 1)] }));
        Assert.Equal("reportWithinHours clocksPausedBy", Wrong(new() { ReportWithinHours = 0, ClocksPausedBy = ["lunch"] }));
        Assert.Equal("reopenWithinDays questions.dueDays receipt.reminders contacts.attempts", string.Join(' ', new ReferralRules
        {
            ReopenWithinDays = 400, Questions = new(0, 1), Receipt = new(1, 11), Contacts = new(0, 1, 1),
        }.Problems().Select(p => p.Field).Order(StringComparer.Ordinal).OrderBy(f => Array.IndexOf(["reopenWithinDays", "questions.dueDays", "receipt.reminders", "contacts.attempts"], f))));
    }
}
