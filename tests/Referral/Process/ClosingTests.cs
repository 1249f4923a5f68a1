using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>An end is a claim about other services' documents: it is asked for, and believed when they confirm it.</summary>
public class ClosingTests
{
    [Fact]
    public void After_the_last_visit_the_report_is_written_and_closes_the_referral()
    {
        var referral = Treating();
        for (var visit = 1; visit <= 6; visit++) referral = referral.After(visit == 3 ? Missed(1, visit) : Done(1, visit));
        Assert.Equal((typeof(Reporting), "5.1.4"), (referral.Stage.GetType(), referral.BusinessStatus.Code()));

        var told = referral.Told(new IssueReport("{}"));
        var units = told.OfType<UnitsReleaseRequested>().Single();
        Assert.Equal((1, "completed"), (units.Attempt, units.Reason));
        Assert.Equal([1, 2, 4, 5, 6], units.Completed!.Select(v => v.Visit));
        Assert.Empty(told.OfType<SeriesReleaseRequested>());

        var complete = referral.After(new IssueReport("{}"));
        Assert.Equal(("completed", "7.0", typeof(Closing)), (complete.TaskStatus, complete.BusinessStatus.Code(), complete.Stage.GetType()));
        Assert.IsType<Closing>(complete.After(UnitsBack(1)).Stage);
        Assert.IsType<Ended>(complete.After(UnitsBack(1), Completed(1)).Stage);
    }

    [Fact]
    public void The_series_word_that_it_is_complete_makes_up_for_every_lost_visit()
    {
        Assert.Equal(6, Treating().After(Completed(1)).Visits.Count);
        Assert.Equal((typeof(Reporting), 6), (Booking().After(Completed(1)).Stage.GetType(), Booking().After(Completed(1)).Visits.Count));
        Assert.IsType<Ended>(Ended().Stage);
    }

    [Fact]
    public void Cancelling_is_asked_by_the_hospital_confirmed_by_a_coordinator_and_gives_everything_back()
    {
        var asked = Reserving().After(new RequestCancellation(null));
        Assert.Equal(("5.2", Reason.CancellationRequested), (asked.BusinessStatus.Code(), asked.Attention));

        var told = asked.Told(new ConfirmCancellation());
        Assert.Equal("cancelled", told.OfType<SeriesReleaseRequested>().Single().Reason);
        Assert.Equal("cancelled", told.OfType<UnitsReleaseRequested>().Single().Reason);

        var cancelled = asked.After(new ConfirmCancellation());
        Assert.Equal(("cancelled", typeof(Closing)), (cancelled.TaskStatus, cancelled.Stage.GetType()));
        Assert.IsType<Closing>(cancelled.After(UnitsBack(1)).Stage);
        Assert.IsType<Closing>(cancelled.After(Released(1)).Stage);
        Assert.IsType<Ended>(cancelled.After(UnitsBack(1), Released(1)).Stage);
    }

    [Fact]
    public void Units_of_a_booked_series_are_settled_once_scheduling_has_told_which_visits_took_place()
    {
        var cancelled = Treating().After(Done(1, 1), new RequestCancellation(null));
        Assert.Empty(cancelled.Told(new ConfirmCancellation()).OfType<UnitsReleaseRequested>());

        // The second visit's own message is late.
        var units = cancelled.After(new ConfirmCancellation()).Told(Released(1, 1, 2)).OfType<UnitsReleaseRequested>().Single();
        Assert.Equal("cancelled", units.Reason);
        Assert.Equal([1, 2], units.Completed!.Select(v => v.Visit));
    }

    [Fact]
    public void Closing_waits_for_every_attempt_ever_made_and_asks_again_without_end()
    {
        var closing = Reserving().After(Refused(1), new Accept(false), Covered(), Held(2), Reserved(2), Released(2), Held(3), new RequestCancellation(null), new ConfirmCancellation());
        var (asked, series, units) = (0, new HashSet<int>(), new HashSet<int>());
        for (; asked < 100; asked++)
        {
            var again = closing.Decides(new TimePassed(), closing.Due!.Value);
            var told = closing.Told(again);
            series = [.. told.OfType<SeriesReleaseRequested>().Select(e => e.Attempt)];
            units = [.. told.OfType<UnitsReleaseRequested>().Select(e => e.Attempt)];
            Assert.True(closing.After(again).Due - closing.Due <= TimeSpan.FromMinutes(10));
            closing = closing.After(again);
        }
        Assert.Equal([1, 3], series.Order());
        Assert.Equal([1, 2, 3], units.Order());
        Assert.Equal((Reason.ClosingLate, "cancelled", (Reason?)Reason.Cancelled), (closing.Attention, closing.TaskStatus, closing.StatusReason));

        var answers = new object[] { Released(1), Released(3), UnitsBack(1), UnitsBack(2), UnitsBack(3) };
        for (var missing = 0; missing < answers.Length; missing++)
            Assert.IsType<Closing>(closing.After(answers.Where((_, i) => i != missing)).Stage);
        Assert.Equal((typeof(Ended), (DateTimeOffset?)null, (Reason?)null), (closing.After(answers).Stage.GetType(), closing.After(answers).Due, closing.After(answers).Attention));
    }

    [Fact]
    public void Late_answers_after_the_end_are_answered_with_their_release()
    {
        var ended = Reserving().After(new RequestCancellation(null), new ConfirmCancellation(), UnitsBack(1), Released(1));
        Assert.IsType<Ended>(ended.Stage);

        foreach (var late in new object[] { Held(1), Reserved(1), Booked(1), Held(2) })
        {
            Assert.Empty(ended.Decides(late).Facts);
            Assert.Single(ended.Told(late).OfType<SeriesReleaseRequested>());
            Assert.Single(ended.Told(late).OfType<UnitsReleaseRequested>());
        }
    }

    [Fact]
    public void A_late_reservation_of_a_complete_referral_gives_back_only_what_did_not_take_place() =>
        Assert.Equal(6, Ended().Told(Reserved(1)).OfType<UnitsReleaseRequested>().Single().Completed!.Count);

    [Fact]
    public void A_report_that_is_late_shows_on_the_worklist_and_not_in_the_Task()
    {
        var referral = Reporting();
        for (var asked = 0; asked < Waits.AsksBeforePeople; asked++) referral = referral.After(referral.Decides(new TimePassed(), referral.Due!.Value));

        Assert.Equal((Reason.ReportLate, "in-progress", (Reason?)null), (referral.Attention, referral.TaskStatus, referral.StatusReason));
        Assert.Equal("completed", referral.After(new IssueReport("{}")).TaskStatus);
    }

    [Fact]
    public void A_self_paid_referral_owes_insurance_nothing()
    {
        var complete = AwaitingEstimate().After(new AcceptEstimate(), Held(1), Booked(1), Completed(1), new IssueReport("{}"));

        Assert.IsType<Ended>(complete.Stage);
        Assert.Equal("completed", complete.TaskStatus);
    }

    [Fact]
    public void Units_of_the_attempt_under_way_are_never_believed_to_be_back() =>
        Assert.Same(Decision<ReferralFact>.None, Treating().Decides(UnitsBack(1)));
}
