using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;
using static ClinicNetwork.Tests.Scheduling.Rules.SmallNetwork;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>On which days, and at what time, the visits of a series lie.</summary>
public sealed class CadenceTests
{
    [Theory]
    [InlineData(1, DayOfWeek.Tuesday)]
    [InlineData(2, DayOfWeek.Monday, DayOfWeek.Thursday)]
    public void Visits_lie_only_on_the_days_of_the_week_that_the_order_names(int perWeek, params DayOfWeek[] days)
    {
        var plan = Fit(Order(6, perWeek) with { Weekdays = days }, One);

        Assert.Equal(6, plan.Visits.Count);
        Assert.All(plan.Visits, visit => Assert.Contains(visit.Date.DayOfWeek, days));
    }

    [Fact]
    public void A_day_of_the_week_on_which_nobody_works_fits_nowhere() => NoFit(Order(2, 1) with { Weekdays = [DayOfWeek.Sunday] }, One);

    [Fact]
    public void A_routine_series_starts_on_the_next_business_day()
    {
        Assert.Equal(new(2026, 12, 1), Fit(Order(1, 1), One).Visits[0].Date);
        Assert.Equal(new(2026, 12, 7), Fit(Order(1, 1), One, now: Some.Monday.AddDays(4)).Visits[0].Date);
        Assert.Equal(new(2026, 12, 9), Fit(Order(1, 1) with { NotBefore = new(2026, 12, 9) }, One).Visits[0].Date);
    }

    [Fact]
    public void What_the_claim_check_tells_of_days_is_what_is_placed_by()
    {
        var details = new PlacementDetails { ReferralId = "r", Chain = "bay-state-therapy", PatientKey = "p", Name = "A. Sample", NotBefore = "2026-12-09", Weekdays = ["wed", "fri"] };
        var order = details.Command(new() { ReferralId = "r", Version = 1, Attempt = 1, Chain = "bay-state-therapy", Visits = 2, Frequency = 1, Period = 1, PeriodUnit = "wk", Priority = "routine", Techniques = [] }).Order;

        Assert.Equal(new DateOnly(2026, 12, 9), order.NotBefore);
        Assert.Equal([DayOfWeek.Wednesday, DayOfWeek.Friday], order.Weekdays);
    }

    [Fact]
    public void An_urgent_series_starts_two_hours_from_now() =>
        Assert.Equal(Some.Monday.AddHours(2), Fit(Order(1, 1, "urgent"), One).Visits[0].Start);

    [Theory]
    [InlineData(1, new[] { 7, 7, 7, 7, 7 })]
    [InlineData(2, new[] { 3, 4, 3, 4, 3 })]
    [InlineData(3, new[] { 2, 5, 2, 2, 3 })]
    public void Visits_are_spread_over_the_week(int perWeek, int[] expected)
    {
        var plan = Fit(Order(6, perWeek) with { NotBefore = perWeek == 3 ? new(2026, 12, 2) : null }, One);
        if (perWeek == 3) Assert.All(Gaps(plan), gap => Assert.InRange(gap, 2, 4));
        else Assert.Equal(expected, Gaps(plan));
    }

    [Fact]
    public void No_week_has_more_visits_than_prescribed_and_gaps_stay_within_the_cadence()
    {
        foreach (var perWeek in new[] { 1, 2, 3, 4, 5 })
        {
            var cadence = Some.Weekly(perWeek);
            var plan = Fit(Order(12, perWeek), One);
            Assert.All(plan.Visits.GroupBy(v => cadence.PeriodOf(plan.Visits[0].Date, v.Date)), week => Assert.InRange(week.Count(), 1, perWeek));
            Assert.All(Gaps(plan), gap => Assert.InRange(gap, cadence.MinGap, cadence.MaxGap));
        }
    }

    [Fact]
    public void Cadence_in_figures()
    {
        static (int, int) Of(int frequency, int period, string unit) =>
            new Cadence { Frequency = frequency, Period = period, Unit = unit } is var c ? (c.MinGap, c.MaxGap) : default;
        Assert.Equal([(5, 9), (2, 5), (2, 4), (10, 18), (1, 3), (5, 9)],
            new[] { Of(1, 1, "wk"), Of(2, 1, "wk"), Of(3, 1, "wk"), Of(1, 2, "wk"), Of(1, 1, "d"), Of(4, 1, "mo") });
    }

    [Fact]
    public void Closed_days_stretch_the_gap()
    {
        var closed = new[] { new DateOnly(2026, 12, 3), new(2026, 12, 4), new(2026, 12, 7), new(2026, 12, 8) };
        var plan = Fit(Order(3, 2), Network([Place("here", closed: closed)], [Works("t", "here")]));
        Assert.Equal([new(2026, 12, 1), new(2026, 12, 9), new DateOnly(2026, 12, 11)], plan.Visits.Select(v => v.Date));
    }

    [Theory]
    [InlineData(2026, 10, 27)]
    [InlineData(2027, 3, 9)]
    [InlineData(2027, 11, 2)]
    public void The_time_of_day_stays_when_clocks_change(int year, int month, int day)
    {
        var now = new DateTimeOffset(year, month, day, 12, 0, 0, TimeSpan.Zero).AddDays(-1);
        var plan = Fit(Order(6, 2), One, now: now);
        Assert.Equal(2, plan.Visits.Select(v => v.Start.Offset).Distinct().Count());
        Assert.Single(plan.Visits.Select(v => One.Calendar.Local(v.Start).Minute).Distinct());
        Assert.Equal(2, plan.Visits.Select(v => v.Start.UtcDateTime.TimeOfDay).Distinct().Count());
        Assert.All(plan.Visits, v => Assert.Equal(60, (v.End - v.Start).TotalMinutes));
    }

    [Fact]
    public void Coverage_that_ends_early_leaves_fewer_visits_and_at_least_one()
    {
        var plan = Fit(Order(8, 2) with { CoveredUntil = new(2026, 12, 9) }, One);
        Assert.Equal([new(2026, 12, 1), new(2026, 12, 4), new DateOnly(2026, 12, 8)], plan.Visits.Select(v => v.Date));
        Assert.Single(Fit(Order(8, 2) with { CoveredUntil = new(2026, 12, 1) }, One).Visits);
        Assert.Equal(NoSlotsReason.NoRoomOrTime, NoFit(Order(8, 2) with { CoveredUntil = new(2026, 11, 30) }, One).Reason);
    }
}
