using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;
using PlacementRequested = ClinicNetwork.Contracts.Referral.V1.PlacementRequested;

namespace ClinicNetwork.Tests.Referrals;

public class DeciderTests
{
    [Fact]
    public void A_known_condition_is_accepted_and_insurance_is_asked()
    {
        Assert.Equal(("accepted", BusinessStatus.Accepted, "sciatica"), (Accepted().TaskStatus, Accepted().BusinessStatus, Accepted().ConditionGroup));
        Assert.Single(Referral.Initial.Told(Submit()).OfType<CoverageRequested>());
    }

    [Fact]
    public void What_people_wrote_goes_beside_the_facts()
    {
        var words = Referral.Initial.Decides(Submit()).Words;

        Assert.Equal(["order", "serviceRequest"], words.Keys.Order());
        Assert.Contains("Mona Marker", words["order"]);
        Assert.Equal("Not here.", InReview().Decides(new Reject("other", " Not here. ")).Words["rejection"]);
        Assert.Equal("Moved away.", Placing().Decides(new RequestCancellation("Moved away.")).Words["cancellation"]);
    }

    [Theory, InlineData("S52.501A"), InlineData("Z99.9"), InlineData("S83.511A"), InlineData("C50.1")]
    public void Fractures_red_flags_and_unknown_diagnoses_wait_for_a_person(string code)
    {
        var referral = Referral.Initial.After(Submit(b => b.Resource(1)["code"]!["coding"]![0]!["code"] = code));

        Assert.Equal(("on-hold", Reason.Review, BusinessStatus.Received), (referral.TaskStatus, referral.Hold!.Reason, referral.BusinessStatus));
        Assert.Contains(code, referral.Hold.Text);
    }

    [Fact]
    public void A_deceased_patient_is_rejected_with_that_reason_and_nothing_is_left_to_close()
    {
        var referral = Referral.Initial.After(Submit(b => b.Resource(0)["deceasedBoolean"] = true));

        Assert.Equal(("rejected", Reason.Deceased), (referral.TaskStatus, referral.EndReason));
        Assert.IsType<Ended>(referral.Stage);
        Assert.Null(referral.Due);
    }

    [Fact]
    public void The_same_order_again_is_already_so_and_other_content_a_conflict()
    {
        Assert.Same(Decision<ReferralFact>.None, Placing().Decides(Submit()));
        Assert.Equal(RefusalKind.Conflict, Placing().Decides(Submit(b => b.Resource(2)["quantityQuantity"]!["value"] = 9)).Refusal!.Kind);
    }

    [Fact]
    public void Covered_visits_are_placed_and_only_those() =>
        Assert.Equal(4, Accepted().Told(Covered("partial", 4)).OfType<PlacementRequested>().Single().Visits);

    [Theory, InlineData("covered", 0), InlineData("covered", 61), InlineData("something-new", 6)]
    public void A_coverage_that_makes_no_sense_goes_to_a_person(string outcome, int visits) =>
        Assert.IsType<InReview>(Accepted().After(Covered(outcome, visits)).Stage);

    [Fact]
    public void Without_cover_nothing_is_placed_until_the_estimate_is_accepted()
    {
        var offered = AwaitingEstimate();
        Assert.Equal(("on-hold", Reason.EstimateAcceptance), (offered.TaskStatus, offered.Hold!.Reason));
        Assert.Contains("570.00 USD", offered.Hold.Text);

        Assert.Equal(6, offered.Told(new AcceptEstimate()).OfType<PlacementRequested>().Single().Visits);
        Assert.Single(offered.After(new AcceptEstimate()).Told(Held(1)).OfType<BookingRequested>());
    }

    [Fact]
    public void A_held_series_asks_a_unit_for_each_visit_and_is_booked_only_after_that()
    {
        Assert.Equal(6, Placing().Told(Held(1)).OfType<UnitsRequested>().Single().Visits.Count);
        Assert.Single(Reserving().Told(Reserved(1)).OfType<BookingRequested>());
        Assert.Equal((BusinessStatus.Scheduled, "in-progress"), (Treating().BusinessStatus, Treating().TaskStatus));
    }

    [Fact]
    public void Refused_units_release_the_hold_and_go_to_the_worklist()
    {
        Assert.Equal(1, Reserving().Told(Refused(1)).OfType<SeriesReleaseRequested>().Single().Attempt);
        Assert.Equal(Reason.Review, Reserving().After(Refused(1)).Attention);
    }

    [Fact]
    public void An_expired_hold_is_placed_again_and_its_units_go_back()
    {
        var told = Booking().Told(Released(1));

        Assert.Equal((1, "series-released"), (told.OfType<UnitsReleaseRequested>().Single().Attempt, told.OfType<UnitsReleaseRequested>().Single().Reason));
        Assert.Equal(2, told.OfType<PlacementRequested>().Single().Attempt);
    }

    [Fact]
    public void Answers_for_an_old_attempt_are_declined_with_their_release()
    {
        var second = Booking().After(Released(1));

        foreach (var late in new object[] { Held(1), Reserved(1), Booked(1) })
        {
            Assert.Empty(second.Decides(late).Facts);
            Assert.Equal(1, second.Told(late).OfType<SeriesReleaseRequested>().Single().Attempt);
            Assert.Equal(1, second.Told(late).OfType<UnitsReleaseRequested>().Single().Attempt);
        }
    }

    [Fact]
    public void A_stray_answer_about_a_referral_that_nobody_sent_leaves_nothing_behind()
    {
        foreach (var stray in new object[] { Held(1), Reserved(1), Booked(1), Released(1, 1), Completed(1), Done(1, 1), Missed(1, 1), UnitsBack(1), Covered(), Refused(1), NoSlots(1) })
            Assert.True(Referral.Initial.Decides(stray) is { Facts.Count: 0, Again.Count: 0 }, $"{stray.GetType().Name} would be written as a document without an order");
    }

    [Fact]
    public void No_slots_waits_with_the_reason_until_scheduling_finds_a_place()
    {
        var waiting = Placing().After(NoSlots(1));
        Assert.Equal(("on-hold", Reason.NoSlots, "Nothing is free."), (waiting.TaskStatus, waiting.Hold!.Reason, waiting.Hold.Text));

        Assert.Equal("accepted", waiting.After(Held(1)).TaskStatus);
    }

    [Fact]
    public void A_request_to_cancel_stays_visible_while_the_booking_comes_in()
    {
        var asked = Booking().After(new RequestCancellation(null));

        Assert.Equal("5.2", asked.After(Booked(1)).BusinessStatus.Code());
    }

    [Fact]
    public void A_visit_that_overtakes_its_booking_still_counts() => Assert.Equal("5.1.4", Booking().After(Done(1, 1)).BusinessStatus.Code());

    [Fact]
    public void A_wait_that_runs_out_asks_again_with_the_same_key_and_then_shows_on_the_worklist()
    {
        var referral = Placing();
        for (var asked = 1; asked <= Waits.AsksBeforePeople; asked++)
        {
            var again = referral.Decides(new TimePassed(), referral.Due!.Value);
            Assert.Equal(1, referral.Told(again).OfType<PlacementRequested>().Single().Attempt);
            referral = referral.After(again);
        }
        Assert.Equal(("on-hold", Reason.NoAnswer, Reason.NoAnswer), (referral.TaskStatus, referral.Hold!.Reason, referral.Attention));
        Assert.Equal("accepted", referral.After(Held(1)).TaskStatus);
    }

    [Fact]
    public void A_coordinator_rejects_with_a_known_reason_and_words()
    {
        Assert.Equal("unknown-reason", InReview().Decides(new Reject("because", "x")).Refusal!.Code);
        Assert.Equal("unknown-reason", InReview().Decides(new Reject("deceased", "x")).Refusal!.Code);
        Assert.Equal("text-missing", InReview().Decides(new Reject("other", " ")).Refusal!.Code);
        Assert.Equal("rejected", InReview().After(new Reject("information-required", "The diagnosis.")).TaskStatus);
        Assert.Equal("accepted", InReview().After(new Accept(false)).TaskStatus);
    }

    [Fact]
    public void Self_pay_is_agreed_on_under_review_only()
    {
        Assert.Equal("too-early", InReview().Decides(new Accept(true)).Refusal!.Code);
        Assert.Equal("not-on-review", Treating().Decides(new Accept(true)).Refusal!.Code);
        Assert.Same(Decision<ReferralFact>.None, AwaitingEstimate().Decides(new Accept(true)));
        Assert.IsType<AwaitingEstimate>(Reserving().After(Refused(1), new Accept(true)).Stage);
    }

    [Fact]
    public void Every_reason_has_a_code_of_its_own_and_words() =>
        Assert.All(Enum.GetValues<Reason>(), reason => Assert.True(Reasons.Find(reason.Code()) == reason && reason.Words().EndsWith('.')));
}
