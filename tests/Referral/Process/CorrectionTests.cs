using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;
using PlacementRequested = ClinicNetwork.Contracts.Referral.V1.PlacementRequested;
using Told = ClinicNetwork.Contracts.Referral.V1.OrderCorrected;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>An order is said otherwise: what follows from it, wherever the referral stands.</summary>
public class CorrectionTests
{
    static string? Refusal(Referral referral, object what, Actor? by = null) => referral.Decides(what, null, by).Refusal?.Code;

    [Fact]
    public void More_visits_are_covered_first_and_what_is_booked_stays_meanwhile()
    {
        var told = Treating().Told(Corrects(MoreVisits));
        Assert.Equal((9, 1), Assert.Single(told.OfType<CoverageRequested>()) is var c ? (c.Visits, c.Correction) : default);
        Assert.DoesNotContain(told, e => e is SeriesReleaseRequested);

        var corrected = Treating().After(Corrects(MoreVisits));
        Assert.Equal((typeof(Treating), 9), (corrected.Stage.GetType(), corrected.Prescription.Visits));
        // What insurance had said of the order before is no answer to this one.
        Assert.Empty(corrected.Decides(Covered()).Facts);
        corrected = corrected.After(Covered(visits: 9) with { Correction = 1 });
        Assert.Equal((typeof(Treating), 9, 9), (corrected.Stage.GetType(), corrected.VisitsInAll, corrected.VisitsAhead));
        Assert.Equal(3, Assert.Single(corrected.Told(Completed(1)).OfType<PlacementRequested>()).Visits);
    }

    [Fact]
    public void Insurance_is_asked_again_until_it_answers_also_when_the_booked_visits_are_over_first()
    {
        var corrected = Treating().After(Corrects(MoreVisits));
        Assert.Single(corrected.Told(new TimePassed(), Now.AddMinutes(1)).OfType<CoverageRequested>());
        var over = corrected.After(Completed(1));
        Assert.Equal((typeof(Covering), BusinessStatus.EventCompleted), (over.Stage.GetType(), over.After(Done(1, 6)).BusinessStatus));
        Assert.Equal(3, Assert.Single(over.Told(Covered(visits: 9) with { Correction = 1 }).OfType<PlacementRequested>()).Visits);
    }

    [Fact]
    public void Visits_that_are_covered_no_more_are_given_back_once_insurance_says_so()
    {
        var corrected = Treating().After(Done(1, 1)).After(Corrects(FewerVisits));
        var answer = Covered(visits: 4) with { Correction = 1 };
        Assert.Single(corrected.Told(answer).OfType<SeriesReleaseRequested>());
        Assert.Equal(3, Assert.Single(corrected.After(answer).Told(Released(1, 1)).OfType<PlacementRequested>()).Visits);
    }

    [Theory, InlineData("self-pay", typeof(AwaitingEstimate)), InlineData("review", typeof(InReview))]
    public void Coverage_that_is_lost_midway_holds_back_what_lies_ahead_until_somebody_decides(string outcome, Type stage)
    {
        var lost = Treating().After(Done(1, 1)).After(Corrects(MoreVisits), Covered(outcome, 0) with { Correction = 1 });
        Assert.IsType<Moving>(lost.Stage);
        lost = lost.After(Released(1, 1));
        Assert.Equal((stage, "on-hold", 1), (lost.Stage.GetType(), lost.TaskStatus, lost.Visits.Count));
    }

    [Fact]
    public void What_scheduling_placed_by_is_placed_anew_and_visits_that_took_place_stay()
    {
        foreach (var referral in new[] { Placing(), Reserving(), Booking(), Treating().After(Done(1, 1)) })
        {
            var moving = referral.After(Corrects(OnceAWeek));
            Assert.IsType<Moving>(moving.Stage);
            var placed = Assert.Single(moving.Told(Released(1, [.. referral.Visits.Select(v => v.Visit)])).OfType<PlacementRequested>());
            Assert.Equal((1, 6 - referral.Visits.Count), (placed.Frequency, placed.Visits));
        }
    }

    [Fact]
    public void Before_anything_is_booked_more_visits_are_covered_before_they_are_placed()
    {
        foreach (var referral in new[] { Accepted(), AwaitingEstimate() })
            Assert.Equal((typeof(Covering), 9), referral.After(Corrects(MoreVisits)) is var r ? (r.Stage.GetType(), r.Prescription.Visits) : default);
        foreach (var referral in new[] { Placing(), Reserving(), Booking() })
        {
            var moving = referral.After(Corrects(MoreVisits));
            Assert.Equal(1, Assert.Single(moving.Told(Released(1)).OfType<CoverageRequested>()).Correction);
            Assert.IsType<Covering>(moving.After(Released(1)).Stage);
        }
    }

    [Fact]
    public void A_red_flag_that_comes_later_stops_it_and_one_that_was_agreed_to_does_not()
    {
        Assert.IsType<InReview>(Accepted().After(Corrects(UnknownDiagnosis)).Stage);
        var stopped = Treating().After(Corrects(UnknownDiagnosis));
        Assert.IsType<Moving>(stopped.Stage);
        Assert.Equal((typeof(InReview), Reason.Review), stopped.After(Released(1)) is var r ? (r.Stage.GetType(), r.Attention) : default);

        var (unknown, alike) = (Order(UnknownDiagnosis), Order(b => { UnknownDiagnosis(b); OtherRequest(b); }));
        Assert.IsType<Covering>(InReview().After(new Accept(false), Corrects(unknown, alike)).Stage);
    }

    [Fact]
    public void Advice_becomes_a_referral_only_when_the_referrer_orders_it()
    {
        var draft = Order(b => b.Resource(2)["status"] = "draft");
        var asked = Referral.Initial.After(Submit(b => b.Resource(2)["status"] = "draft"));
        Assert.Equal((typeof(InReview), "not-ordered"), (asked.Stage.GetType(), asked.Decides(new Accept(false)).Refusal?.Code));
        Assert.DoesNotContain(Actions.Of(asked, 1, ReferralRules.Usual, Mover.Receiver, Coordinator, Now), a => a.Code.StartsWith("accept", StringComparison.Ordinal));
        asked = asked.After(Asks()).Answered(1);
        Assert.IsType<Covering>(asked.After(Corrects(draft, Order())).Stage);
    }

    [Fact]
    public void In_review_it_is_decided_anew()
    {
        Assert.IsType<Covering>(InReview().After(Corrects(Order(UnknownDiagnosis), Order())).Stage);
        Assert.IsType<InReview>(InReview().After(Corrects(Order(UnknownDiagnosis), Order(b => { UnknownDiagnosis(b); MoreVisits(b); }))).Stage);
    }

    [Fact]
    public void Other_words_for_the_therapist_reach_scheduling_and_move_nothing()
    {
        var told = Treating().Told(Corrects(OtherRequest));
        Assert.Equal(1, Assert.Single(told.OfType<Told>()).Attempt);
        Assert.DoesNotContain(told, e => e is CoverageRequested or SeriesReleaseRequested or PlacementRequested);
    }

    [Fact]
    public void A_patient_who_has_died_is_released_from_everything_at_once()
    {
        var died = Corrects(b => b.Resource(0)["deceasedBoolean"] = true);
        Assert.Equal((BusinessStatus.Rejected, Reason.Deceased), Booking().After(died) is var r ? (r.BusinessStatus, r.EndReason) : default);
        Assert.Contains(Booking().Told(died), e => e is SeriesReleaseRequested);
        var treated = Treating().After(Done(1, 1));
        Assert.Contains(treated.Told(died), e => e is SeriesReleaseRequested);
        Assert.Equal((typeof(Reporting), Reason.Deceased), treated.After(died, Released(1, 1)) is var t ? (t.Stage.GetType(), t.Discharge) : default);
    }

    [Fact]
    public void What_it_said_before_is_kept_and_each_correction_is_a_version()
    {
        var decision = Accepted().Decides(Corrects(MoreVisits));
        Assert.Equal(["order", "serviceRequest", "serviceRequest-1"], decision.Words.Keys.Order());
        var corrected = Accepted().After(decision);
        Assert.Equal(("2", "visits"), (corrected.OrderVersion, Assert.Single(corrected.Corrections[0].Changes)));
        Assert.Equal("3", corrected.After(new RequestCancellation(null)).OrderVersion);
    }

    [Fact]
    public void The_same_again_changes_nothing()
    {
        Assert.Empty(Accepted().Decides(Corrects(_ => { })).Facts);
        Assert.Empty(Accepted().After(Corrects(MoreVisits)).Decides(Corrects(Order(), Order(MoreVisits))).Facts);
    }

    public static TheoryData<string, Func<string?>> Refused() => new()
    {
        { "only-the-sender", () => Refusal(Accepted(), Corrects(MoreVisits), Coordinator) },
        { "version-conflict", () => Refusal(Accepted(), Corrects(Order(OnceAWeek), Order(MoreVisits))) },
        { "other-patient", () => Refusal(Accepted(), Corrects(b => b.Resource(0)["birthDate"] = "1971-05-04")) },
        { "other-patient", () => Refusal(Accepted(), Corrects(b => b.Resource(0)["name"]![0]!["family"] = "Other")) },
        { "other-patient", () => Refusal(Accepted(), Corrects(b => b.Resource(0)["identifier"]![0]!["value"] = "MRN-2")) },
        { "other-number", () => Refusal(Accepted(), Corrects(b => b.Resource(2)["identifier"]![0]!["value"] = "ORD-2")) },
        { "fewer-than-took-place", () => Refusal(Enumerable.Range(1, 5).Aggregate(Treating(), (r, n) => r.After(Done(1, n))), Corrects(FewerVisits)) },
        { "other-service", () => Refusal(Accepted(), Corrects(b => b.Resource(2)["category"] = new System.Text.Json.Nodes.JsonArray(System.Text.Json.Nodes.JsonNode.Parse($$"""{"coding":[{"system":"{{OrderReader.KindSystem}}","code":"spa"}]}""")))) },
        { "already-ended", () => Refusal(Closing(), Corrects(MoreVisits)) },
        { "nothing-lies-ahead", () => Refusal(Reporting(), Corrects(MoreVisits)) },
        { "cancellation-requested", () => Refusal(Treating().After(new RequestCancellation(null)), Corrects(MoreVisits)) },
        { "too-many-corrections", () => Refusal(Enumerable.Range(1, 20).Aggregate(Accepted(), (r, n) => r.After(n % 2 == 1 ? Corrects(MoreVisits) : Corrects(Order(MoreVisits), Order()))), Corrects(MoreVisits)) },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_no_correction_may_do_is_refused(string code, Func<string?> correct) => Assert.Equal(code, correct());
}
