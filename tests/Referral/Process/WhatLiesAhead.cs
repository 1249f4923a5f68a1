using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;
using PlacementRequested = ClinicNetwork.Contracts.Referral.V1.PlacementRequested;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Visits that took place or were missed belong to the referral; a new attempt places only the others.</summary>
public class WhatLiesAhead
{
    [Fact]
    public void A_booking_that_falls_away_is_placed_again_without_the_visits_that_had_their_outcome()
    {
        var told = Treating().After(Done(1, 1), Missed(1, 2)).Told(Released(1, 1));

        Assert.Equal((2, 4), (told.OfType<PlacementRequested>().Single().Attempt, told.OfType<PlacementRequested>().Single().Visits));
        Assert.Equal([1], told.OfType<UnitsReleaseRequested>().Single().Completed!.Select(v => v.Visit));
    }

    [Fact]
    public void Outcomes_that_only_the_release_tells_count_too()
    {
        Assert.Equal(3, Treating().Told(Released(1, 1, 2, 3)).OfType<PlacementRequested>().Single().Visits);

        var again = Treating().After(Released(1, 1, 2, 3)).After(Done(1, 3), Done(1, 2));
        Assert.Equal(3, again.Visits.Count);
        Assert.Equal("5.1.3", again.BusinessStatus.Code());
    }

    [Fact]
    public void When_nothing_lies_ahead_after_a_release_the_report_is_next()
    {
        var referral = Treating().After(Released(1, 1, 2, 3, 4, 5, 6));

        Assert.IsType<Reporting>(referral.Stage);
        Assert.Empty(Treating().Told(Released(1, 1, 2, 3, 4, 5, 6)).OfType<PlacementRequested>());
    }

    [Fact]
    public void The_second_attempts_visits_complete_the_referral_and_both_attempts_units_are_settled()
    {
        var second = Treating().After(Released(1, 1, 2), Held(2, 4), Reserved(2), Booked(2));
        Assert.IsType<Treating>(second.After(Done(2, 1), Done(2, 2), Done(2, 3)).Stage);
        var reporting = second.After(Completed(2, 4));

        Assert.Equal((typeof(Reporting), 6), (reporting.Stage.GetType(), reporting.Visits.Count));
        Assert.Equal([(1, 2), (2, 4)], reporting.Told(new IssueReport("{}")).OfType<UnitsReleaseRequested>().Select(u => (u.Attempt, u.Completed!.Count)));
    }

    [Fact]
    public void A_visit_that_nobody_can_have_had_is_not_believed()
    {
        Assert.Same(Decision<ReferralFact>.None, Placing().Decides(Done(1, 1)));
        Assert.Same(Decision<ReferralFact>.None, Treating().Decides(Done(1, 7)));
        Assert.Same(Decision<ReferralFact>.None, Treating().Decides(Done(2, 1)));
        Assert.Throws<UnbelievableMessageException>(() => Treating().Decides(Completed(1) with { Visits = [new() { Visit = 1, Date = default, Outcome = "dreamt" }] }));
    }
}
