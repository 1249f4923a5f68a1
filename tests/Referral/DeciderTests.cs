using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referral;
using static Tests.Referrals.Given;
using Referral = ClinicNetwork.Referral.Referral;

namespace Tests.Referrals;

public class DeciderTests
{
    static List<IEvent> Told(Referral referral, Decision<ReferralFact> decision) =>
        [.. ReferralPublisher.Publish(referral.After(decision), [.. decision.Facts, .. decision.Again], 9)];

    [Fact]
    public void A_known_condition_is_accepted_and_insurance_is_asked()
    {
        var decision = ReferralDecider.Submit(Referral.Initial, Order(), Rules, Now);
        var referral = Referral.Initial.After(decision);

        Assert.Equal(("accepted", BusinessStatus.Accepted, "sciatica"), (referral.TaskStatus, referral.BusinessStatus, referral.ConditionGroup));
        Assert.Single(Told(Referral.Initial, decision).OfType<CoverageRequested>());
    }

    [Theory, InlineData("S52.501A"), InlineData("Z99.9"), InlineData("S83.511A"), InlineData("C50.1")]
    public void Fractures_red_flags_and_unknown_diagnoses_wait_for_a_person(string code)
    {
        var referral = Referral.Initial.After(ReferralDecider.Submit(Referral.Initial,
            Order(b => b.Resource(1)["code"]!["coding"]![0]!["code"] = code), Rules, Now));

        Assert.Equal(("on-hold", "review", BusinessStatus.Received), (referral.TaskStatus, referral.Hold!.Reason, referral.BusinessStatus));
        Assert.Contains(code, referral.Hold.Text);
    }

    [Fact]
    public void A_deceased_patient_is_rejected_with_that_reason()
    {
        var referral = Referral.Initial.After(ReferralDecider.Submit(Referral.Initial, Order(b => b.Resource(0)["deceasedBoolean"] = true), Rules, Now));

        Assert.Equal(("rejected", "deceased"), (referral.TaskStatus, referral.Closed!.Reason));
        Assert.Null(referral.Due);
    }

    [Fact]
    public void The_same_order_again_is_already_so_and_other_content_a_conflict()
    {
        Assert.Same(Decision<ReferralFact>.None, ReferralDecider.Submit(Placing(), Order(), Rules, Now));
        Assert.Equal(RefusalKind.Conflict, ReferralDecider.Submit(Placing(), Order(b => b.Resource(2)["quantityQuantity"]!["value"] = 9), Rules, Now).Refusal!.Kind);
    }

    [Fact]
    public void Covered_visits_are_placed_and_only_those()
    {
        var decision = ReferralDecider.Cover(Accepted(), Covered("partial", 4), Now);

        Assert.Equal(4, Told(Accepted(), decision).OfType<PlacementRequested>().Single().Visits);
    }

    [Fact]
    public void Without_cover_nothing_is_placed_until_the_estimate_is_accepted()
    {
        var offered = Accepted().After(ReferralDecider.Cover(Accepted(), Covered("self-pay", 0), Now));
        Assert.Equal(("on-hold", "estimate-acceptance"), (offered.TaskStatus, offered.Hold!.Reason));
        Assert.Contains("570.00 USD", offered.Hold.Text);

        var accepting = ReferralDecider.AcceptEstimate(offered, "coordinator", Now);
        Assert.Equal(6, Told(offered, accepting).OfType<PlacementRequested>().Single().Visits);

        var placing = offered.After(accepting);
        Assert.Single(Told(placing, ReferralDecider.Offer(placing, Held(1), Now)).OfType<BookingRequested>());
    }

    [Fact]
    public void A_held_series_asks_a_unit_for_each_visit_and_is_confirmed_only_after_that()
    {
        Assert.Equal(6, Told(Placing(), ReferralDecider.Offer(Placing(), Held(1), Now)).OfType<UnitsRequested>().Single().Visits.Count);
        Assert.Single(Told(Reserving(), ReferralDecider.Grant(Reserving(), Reserved(1), Now)).OfType<BookingRequested>());
        Assert.Equal((BusinessStatus.Scheduled, "in-progress"), (Treating().BusinessStatus, Treating().TaskStatus));
    }

    [Fact]
    public void Refused_units_release_the_hold_and_go_to_the_worklist()
    {
        var decision = ReferralDecider.Deny(Reserving(), Refused(1), Now);

        Assert.Equal(1, Told(Reserving(), decision).OfType<SeriesReleaseRequested>().Single().Attempt);
        Assert.Equal("review", Reserving().After(decision).Attention);
    }

    [Fact]
    public void An_expired_hold_is_placed_again_and_its_units_go_back()
    {
        var told = Told(Booking(), ReferralDecider.Lose(Booking(), Released(1), Now));

        Assert.Equal(1, told.OfType<UnitsReleaseRequested>().Single().Attempt);
        Assert.Equal(2, told.OfType<PlacementRequested>().Single().Attempt);
    }

    [Fact]
    public void Answers_for_an_old_attempt_are_declined_with_their_release()
    {
        var second = Booking().After(ReferralDecider.Lose(Booking(), Released(1), Now));

        foreach (var late in new[] { ReferralDecider.Offer(second, Held(1), Now), ReferralDecider.Grant(second, Reserved(1), Now), ReferralDecider.Confirm(second, Booked(1), Now) })
        {
            Assert.Empty(late.Facts);
            Assert.Equal(1, Told(second, late).OfType<SeriesReleaseRequested>().Single().Attempt);
        }
    }

    [Fact]
    public void A_stray_answer_about_a_referral_that_nobody_sent_leaves_nothing_behind()
    {
        var unsent = Referral.Initial;
        foreach (var stray in new[] { ReferralDecider.Offer(unsent, Held(1), Now), ReferralDecider.Grant(unsent, Reserved(1), Now), ReferralDecider.Confirm(unsent, Booked(1), Now) })
            Assert.True(stray is { Facts.Count: 0, Again.Count: 0 }, "told again, it would be written as a document without an order");
    }

    [Fact]
    public void No_slots_waits_with_the_reason_until_scheduling_finds_a_place()
    {
        var waiting = Placing().After(ReferralDecider.MissSlots(Placing(), NoSlots(1), Now));
        Assert.Equal(("on-hold", "no-slots", "Nothing is free."), (waiting.TaskStatus, waiting.Hold!.Reason, waiting.Hold.Text));

        Assert.Equal("accepted", waiting.After(ReferralDecider.Offer(waiting, Held(1), Now)).TaskStatus);
    }

    [Fact]
    public void Cancelling_is_asked_by_the_hospital_confirmed_by_a_coordinator_and_gives_everything_back()
    {
        var asked = Reserving().After(ReferralDecider.AskCancellation(Reserving(), "revoked", Now));
        Assert.Equal(("5.2", "cancellation-requested"), (asked.BusinessStatus.Code(), asked.Attention));

        var confirming = ReferralDecider.ConfirmCancellation(asked, "coordinator", Now);
        var told = Told(asked, confirming);
        Assert.Single(told.OfType<SeriesReleaseRequested>());
        Assert.Single(told.OfType<UnitsReleaseRequested>());

        var cancelled = asked.After(confirming);
        Assert.Equal(("cancelled", (DateTimeOffset?)null), (cancelled.TaskStatus, cancelled.Due));
        Assert.Single(Told(cancelled, ReferralDecider.Confirm(cancelled, Booked(1), Now)).OfType<SeriesReleaseRequested>());
    }

    [Fact]
    public void A_request_to_cancel_stays_visible_while_the_booking_comes_in()
    {
        var asked = Booking().After(ReferralDecider.AskCancellation(Booking(), "revoked", Now));

        Assert.Equal("5.2", asked.After(ReferralDecider.Confirm(asked, Booked(1), Now)).BusinessStatus.Code());
    }

    [Fact]
    public void After_the_last_visit_the_report_closes_the_referral()
    {
        var referral = Treating();
        for (var visit = 1; visit <= 6; visit++)
            referral = referral.After(ReferralDecider.Record(referral, 1, visit, visit == 3 ? "missed" : "completed", visit == 6 ? "{}" : null, Now));

        Assert.Equal(("completed", "7.0", true), (referral.TaskStatus, referral.BusinessStatus.Code(), referral.HasReport));
    }

    [Fact]
    public void A_visit_that_overtakes_its_booking_still_counts() =>
        Assert.Equal("5.1.4", Booking().After(ReferralDecider.Record(Booking(), 1, 1, "completed", null, Now)).BusinessStatus.Code());

    [Fact]
    public void A_wait_that_runs_out_asks_again_with_the_same_key_and_then_shows_on_the_worklist()
    {
        var referral = Placing();
        for (var asked = 1; asked <= Waits.AsksBeforeHold; asked++)
        {
            var again = ReferralDecider.Timer(referral, referral.Due!.Value);
            Assert.Equal(1, Told(referral, again).OfType<PlacementRequested>().Single().Attempt);
            referral = referral.After(again);
        }
        Assert.Equal(("on-hold", "no-answer"), (referral.TaskStatus, referral.Hold!.Reason));
        Assert.Equal("accepted", referral.After(ReferralDecider.Offer(referral, Held(1), Now)).TaskStatus);
    }

    [Fact]
    public void A_coordinator_rejects_with_a_known_reason_and_words()
    {
        var review = Referral.Initial.After(ReferralDecider.Submit(Referral.Initial, Order(b => b.Resource(1)["code"]!["coding"]![0]!["code"] = "Z99.9"), Rules, Now));

        Assert.Equal("unknown-reason", ReferralDecider.Reject(review, "because", "x", Now).Refusal!.Code);
        Assert.Equal("text-missing", ReferralDecider.Reject(review, "other", " ", Now).Refusal!.Code);
        Assert.Equal("rejected", review.After(ReferralDecider.Reject(review, "other", "Not treated here.", Now)).TaskStatus);
        Assert.Equal("accepted", review.After(ReferralDecider.Accept(review, "coordinator", false, 95, Now)).TaskStatus);
    }
}
