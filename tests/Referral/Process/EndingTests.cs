using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>A referral handed back, a treatment ended early, and what has ended opened again.</summary>
public class EndingTests
{
    static readonly HandBack Declined = new("patient-declined", "She moves away.", ReferralRules.Usual.Contacts);
    static readonly Discharge Well = new("goals-met", "She is well again.", ReferralRules.Usual.Contacts);

    static string? Refusal(Referral referral, object what, Actor? by = null, DateTimeOffset? at = null) => referral.Decides(what, at, by).Refusal?.Code;

    [Fact]
    public void What_was_accepted_is_handed_back_as_failed_and_gives_back_what_it_held()
    {
        foreach (var referral in new[] { Accepted(), AwaitingEstimate(), Placing(), Reserving(), Booking(), Treating(), Treating().After(Missed(1, 1)) })
        {
            var after = referral.After(Declined);
            Assert.Equal((BusinessStatus.Rejected, "failed", "patient-declined"), (after.BusinessStatus, after.TaskStatus, after.StatusReason?.Code()));
            Assert.IsType<Closing>(referral.Attempts.Count == 0 ? new Closing(null, Waits.First(Now)) : after.Stage);
            Assert.Equal(referral.CurrentAttempt is null ? [] : [referral.CurrentAttempt!.Value], referral.Told(Declined).OfType<SeriesReleaseRequested>().Select(e => e.Attempt));
            Assert.Equal("She moves away.", referral.Decides(Declined).Words[Words.Rejection]);
            Assert.Empty(after.Decides(Declined).Facts);
        }
    }

    [Fact]
    public void What_is_not_accepted_has_begun_or_is_over_is_not_handed_back()
    {
        Assert.Equal("not-accepted", Refusal(InReview(), Declined));
        Assert.Equal("visits-took-place", Refusal(Treating().After(Done(1, 1)), Declined));
        Assert.Equal("no-such-transition", Refusal(Ended(), Declined));
        Assert.Equal("no-such-transition", Refusal(Treating().After(new RequestCancellation(null)), Declined));
        Assert.Equal("only-the-receiver", Refusal(Treating(), Declined, Sender));
        Assert.Equal("unknown-reason", Refusal(Treating(), new HandBack("goals-met", "x", ReferralRules.Usual.Contacts)));
        Assert.Equal("text-missing", Refusal(Treating(), new HandBack("no-capacity", " ", ReferralRules.Usual.Contacts)));
        Assert.Equal("text-missing", Refusal(Treating(), new HandBack("no-capacity", new('x', 501), ReferralRules.Usual.Contacts)));
    }

    [Fact]
    public void A_treatment_ended_early_releases_what_lies_ahead_and_reports_what_took_place()
    {
        var begun = Treating().After(Done(1, 1), Done(1, 2));
        Assert.Equal([("a", 1)], begun.Told(Well).OfType<SeriesReleaseRequested>().Select(e => ("a", e.Attempt)));
        var discharged = begun.After(Well);
        Assert.Equal((BusinessStatus.EventCompleted, 0), (discharged.BusinessStatus, discharged.VisitsAhead));

        // Asked again without end, and with the release, not the booking.
        var asked = discharged.Decides(new TimePassed(), discharged.Due!.Value);
        Assert.Equal(1, Assert.Single(discharged.Told(asked).OfType<SeriesReleaseRequested>()).Attempt);

        var released = discharged.After(asked).After(Released(1, 1, 2, 3));
        Assert.IsType<Reporting>(released.Stage);
        Assert.Equal(3, released.Visits.Count);
        Assert.Equal((BusinessStatus.Completed, Reason.GoalsMet), released.After(new IssueReport("{}")) is var r ? (r.BusinessStatus, r.Discharge) : default);
        Assert.Empty(discharged.Decides(Well).Facts);
    }

    [Fact]
    public void While_nothing_is_booked_the_report_follows_at_once()
    {
        var placingAnew = Treating().After(Done(1, 1), Released(1, 1));
        Assert.IsType<Placing>(placingAnew.Stage);
        Assert.IsType<Reporting>(placingAnew.After(Well).Stage);
        Assert.Equal(BusinessStatus.Completed, placingAnew.After(Well).After(new IssueReport("{}")).BusinessStatus);
    }

    [Fact]
    public void A_treatment_that_has_not_begun_or_is_over_is_not_ended()
    {
        Assert.Equal("nothing-took-place", Refusal(Treating(), Well));
        Assert.Equal("nothing-took-place", Refusal(Treating().After(Missed(1, 1)), Well));
        Assert.Equal("nothing-lies-ahead", Refusal(Reporting(), Well));
        Assert.Equal("nothing-lies-ahead", Refusal(Ended(), Well));
        Assert.Equal("only-the-receiver", Refusal(Treating().After(Done(1, 6)), Well, Sender));
        Assert.Equal("unknown-reason", Refusal(Treating().After(Done(1, 1)), new Discharge("no-capacity", "x", ReferralRules.Usual.Contacts)));
    }

    [Fact]
    public void What_was_rejected_or_completed_is_decided_again_and_keeps_its_visits()
    {
        var rejected = InReview().After(new Reject("other", "A mistake."));
        var again = rejected.After(new Reopen("It was a mistake.", 30));
        Assert.Equal((BusinessStatus.Received, "on-hold", Reason.Reopened), (again.BusinessStatus, again.TaskStatus, again.Attention));
        Assert.Equal(BusinessStatus.Accepted, again.After(new Accept(false)).BusinessStatus);

        var completed = Ended();
        var more = completed.After(new Reopen("Two visits were not recorded.", 30));
        Assert.Equal((BusinessStatus.EventCompleted, 6), (more.BusinessStatus, more.Visits.Count));
        var reported = more.After(new Accept(false), Covered());
        Assert.IsType<Reporting>(reported.Stage);
    }

    [Fact]
    public void The_orders_versions_go_on_counting_when_it_is_opened_again()
    {
        var completed = Ended();
        var again = completed.After(new Reopen("More.", 30));
        Assert.Equal(("3", "completed", "4", "active"), (completed.OrderVersion, completed.OrderStatus, again.OrderVersion, again.OrderStatus));
        Assert.Equal("5", again.After(new RequestCancellation(null)).OrderVersion);
    }

    [Fact]
    public void What_is_open_still_closing_cancelled_or_long_over_is_not_opened_again()
    {
        var again = new Reopen("Why not.", 30);
        Assert.Equal("not-ended", Refusal(Treating(), again));
        Assert.Equal("still-closing", Refusal(Closing(), again));
        Assert.Equal("no-such-transition", Refusal(InReview().After(new RequestCancellation(null), new ConfirmCancellation()), again));
        Assert.Equal("too-late", Refusal(Ended(), again, at: Now.AddDays(31)));
        Assert.Equal("only-the-receiver", Refusal(Ended(), again, Sender));
        Assert.Equal("text-missing", Refusal(Ended(), new Reopen("", 30)));
    }
}
