using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;
using ReportIssued = ClinicNetwork.Contracts.Referral.V1.ReportIssued;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Reports while the treatment goes on: at the points that the chain has promised, each once, and never in the way of the last one.</summary>
public class InterimReportTests
{
    static Referral Begun(int visits = 6, params string[] points) => Referral.Initial
        .After(Submit() with { Promises = (ReferralRules.Usual with { InterimReports = points }).For("routine", 0, Now, TimeZoneInfo.Utc) })
        .After(Covered(visits: visits), Held(1, visits), Reserved(1), Booked(1));

    static Referral Begun() => Begun(6, "first-visit", "half");

    static IssueInterimReport Issue(int number, ReportPoint point) => new(number, point, "{}");

    [Fact]
    public void Given_a_promise_when_the_first_visit_took_place_then_a_report_is_due_and_the_stage_stays()
    {
        var treated = Begun().After(Done(1, 1));

        Assert.Equal(ReportPoint.FirstVisit, treated.Awaited?.Point);
        Assert.IsType<Treating>(treated.Stage);
        Assert.Equal(Now + Waits.Answer.After(1), treated.Due);
        Assert.Null(Begun(6).After(Done(1, 1)).Awaited);
        Assert.Null(Treating().After(Done(1, 1)).Awaited);
    }

    [Fact]
    public void Given_a_due_report_when_it_is_written_then_the_hospital_hears_of_it_and_of_no_other_status()
    {
        var treated = Begun().After(Done(1, 1));
        var issued = treated.Decides(Issue(1, ReportPoint.FirstVisit));

        Assert.Equal(1, Assert.IsType<ReportIssued>(Assert.Single(treated.Told(issued))).InterimReport);
        Assert.Equal("{}", issued.Words[Words.InterimReport(1)]);
        var after = treated.After(issued);
        Assert.Equal([new InterimReport(1, ReportPoint.FirstVisit, Now)], after.InterimReports);
        Assert.Null(after.Awaited);
        Assert.Null(after.Receipt);
        Assert.Empty(after.Decides(Issue(1, ReportPoint.FirstVisit)).Facts);
    }

    [Fact]
    public void Given_one_report_when_half_of_the_visits_took_place_then_the_next_is_due_and_told_once()
    {
        var first = Begun().After(Done(1, 1)).After(Issue(1, ReportPoint.FirstVisit));

        Assert.Null(first.After(Done(1, 2)).Awaited);
        var half = first.After(Done(1, 2), Done(1, 3));
        Assert.Equal(ReportPoint.Half, half.Awaited?.Point);
        Assert.Null(half.After(Issue(2, ReportPoint.Half)).After(Done(1, 4)).Awaited);
    }

    [Fact]
    public void Given_a_report_that_is_still_due_when_the_next_point_is_reached_then_one_report_tells_of_both()
    {
        var both = Begun(2, "first-visit", "half").After(Done(1, 1));
        Assert.Equal(ReportPoint.Half, both.Awaited?.Point);
        var late = Begun().After(Done(1, 1), Done(1, 2), Done(1, 3));
        Assert.Equal(ReportPoint.Half, late.Awaited?.Point);
        Assert.Empty(late.Decides(Issue(1, ReportPoint.FirstVisit)).Facts);
    }

    [Fact]
    public void Given_only_visits_that_were_missed_then_there_is_nothing_to_tell() => Assert.Null(Begun().After(Missed(1, 1)).Awaited);

    [Fact]
    public void Given_the_last_visit_then_the_last_report_says_it_all()
    {
        Assert.Null(Begun(1, "first-visit", "half").After(Done(1, 1)).Awaited);
        var late = Begun().After(Done(1, 1)).After(Completed(1));
        Assert.IsType<Reporting>(late.Stage);
        Assert.Null(late.Awaited);
        Assert.Empty(late.Decides(Issue(1, ReportPoint.FirstVisit)).Facts);
    }

    [Fact]
    public void Given_a_request_to_cancel_then_no_report_is_begun() => Assert.Null(Begun().After(new RequestCancellation(null)).After(Done(1, 1)).Awaited);

    [Fact]
    public void Given_scheduling_that_does_not_tell_then_it_is_asked_ever_more_slowly()
    {
        var waiting = Begun().After(Done(1, 1));
        for (var (time, before) = (0, TimeSpan.Zero); time < 8; time++)
        {
            var due = waiting.Due!.Value;
            var moved = waiting.Decides(new TimePassed(), due);
            Assert.IsType<InterimReportDelayed>(Assert.Single(moved.Facts));
            Assert.Empty(waiting.Told(moved));
            waiting = waiting.After(moved);
            var wait = waiting.Due!.Value - due;
            Assert.True(wait >= before && wait <= TimeSpan.FromMinutes(10), $"{wait} after {before}");
            before = wait;
        }
    }

    [Fact]
    public void A_chain_says_which_points_and_is_told_what_there_is_else()
    {
        Assert.Contains(("interimReports", "'weekly': one of first-visit, half."), (ReferralRules.Usual with { InterimReports = ["weekly"] }).Problems());
        Assert.Empty((ReferralRules.Usual with { InterimReports = [] }).Problems());
    }

    [Fact]
    public void Each_report_takes_the_place_of_those_before_it_and_says_how_the_treatment_stands()
    {
        var treated = Begun().After(Done(1, 1));
        var (interim, id) = (Edition.Interim(treated), treated.ReferralId);
        Assert.Equal((1, Hl7.Fhir.Model.CompositionStatus.Preliminary, "1 of 6 visits took place so far; the treatment goes on."), (interim.Number, interim.Status, interim.Standing));
        Assert.Empty(interim.Replaces);

        var last = Edition.Last(treated.After(Issue(1, ReportPoint.FirstVisit)).After(Completed(1)));
        Assert.Equal((null, Hl7.Fhir.Model.CompositionStatus.Final, 1), (last.Number, last.Status, last.Version));
        Assert.Equal([$"{id}-1"], last.Replaces);

        var again = treated.After(Completed(1)).After(new IssueReport("{}")).After(new Reopen("It was a mistake.", 400));
        Assert.Equal((Hl7.Fhir.Model.CompositionStatus.Amended, 2), (Edition.Last(again).Status, Edition.Last(again).Version));
        Assert.Equal([id], Edition.Last(again).Replaces);
    }
}
