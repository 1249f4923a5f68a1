using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using PlannedVisit = ClinicNetwork.Scheduling.Booking.PlannedVisit;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>The rulebook of a series, given what has happened, when something is wanted, then what is decided.</summary>
public sealed class SeriesDeciderTests
{
    static readonly SeriesId Id = new("r1", 1);
    static readonly DateTimeOffset Now = Some.Monday;
    static readonly DateTimeOffset Expiry = Now.AddMinutes(10);
    static readonly Explanation Because = new() { Policy = [], Text = "first" };

    static readonly SeriesPlan Plan = new()
    {
        LocationId = "bay-boston",
        LocationName = "Boston",
        TherapistId = "amara-okonkwo",
        TherapistName = "Amara Okonkwo",
        Visits = [.. Enumerable.Range(1, 2).Select(n => new PlannedVisit
            { Visit = n, Date = new(2026, 12, n), Room = "Room 1", Start = Now.AddDays(n), End = Now.AddDays(n).AddHours(1) })],
    };

    static readonly SeriesFact Begun = new PlacementBegun { ReferralId = "r1", Attempt = 1, Order = Some.Order(2), PatientKey = "p", TakeOverAt = Now.AddSeconds(30) };
    static readonly SeriesFact Missing = new NoSlotsFound { Reason = NoSlotsReason.NoRoomOrTime, Text = "full", Since = Now, RetryAt = Now.AddMinutes(5) };
    static readonly SeriesFact Taken = new SeriesHeld { Plan = Plan, Expires = Expiry };
    static readonly SeriesFact Confirmed = new SeriesBooked { OverdueAt = Now.AddDays(3) };
    static readonly VisitOutcome First = new() { Visit = 1, Status = VisitStatus.Completed, Minutes = 55, Techniques = ["myofascial-release"], PainBefore = 5, PainAfter = 2 };
    static readonly VisitOutcome Second = new() { Visit = 2, Status = VisitStatus.Missed };
    static readonly SeriesFact FirstDone = new VisitCompleted { Visit = 1, Minutes = 55, Techniques = ["myofascial-release"], PainBefore = 5, PainAfter = 2 };
    static readonly SeriesFact SecondMissed = new VisitMissed { Visit = 2 };
    static readonly SeriesFact[] AllDone = [Begun, Taken, Confirmed, FirstDone, SecondMissed, new SeriesCompleted()];

    static Series Given(params SeriesFact[] facts) => facts.Aggregate(Series.Initial, (s, f) => s.Evolve(f));
    static SeriesFact Ended(ReleaseReason reason) => new SeriesReleased { ReferralId = "r1", Attempt = 1, Chain = "bay-state-therapy", Reason = reason };

    static Decision<SeriesFact> Ask(Series given) => SeriesDecider.Decide(given, Some.Command(Some.Asked(Id, Some.Order(2)), Now));
    static Decision<SeriesFact> Book(Series given, DateTimeOffset? at = null) =>
        SeriesDecider.Decide(given, Some.Command(new BookingRequested { ReferralId = "r1", Attempt = 1, Version = 1 }, at));
    static Decision<SeriesFact> Release(Series given) =>
        SeriesDecider.Decide(given, Some.Command(new SeriesReleaseRequested { ReferralId = "r1", Attempt = 1, Version = 1, Reason = "cancelled" }));
    static Decision<SeriesFact> HoldAt(Series given, DateTimeOffset at, int round = 1, DateTimeOffset? goodUntil = null) =>
        SeriesDecider.Decide(given, Some.Command(new Hold(round, Plan, Expiry, goodUntil ?? Expiry, Because), at));
    static Decision<SeriesFact> Record(Series given, VisitOutcome outcome, string? note = null) => OutcomeDecider.Decide(given, Some.Command(new RecordOutcome(outcome, note)));
    static Decision<SeriesFact> Time(Series given, DateTimeOffset at) => SeriesDecider.Decide(given, Some.Command(new TimePassed(), at));

    static void Nothing(Decision<SeriesFact> decision)
    {
        Assert.Null(decision.Refusal);
        Assert.Empty(decision.Facts);
        Assert.Empty(decision.Again);
    }

    static T Decided<T>(Decision<SeriesFact> decision) => Assert.IsType<T>(Assert.Single(decision.Facts));
    static T Again<T>(Decision<SeriesFact> decision)
    {
        Assert.Empty(decision.Facts);
        return Assert.IsType<T>(Assert.Single(decision.Again));
    }

    static T Event<T>(Series given, Decision<SeriesFact> decision) where T : IEvent =>
        Assert.IsType<T>(Assert.Single(SeriesPublisher.Publish(decision.Facts.Aggregate(given, (s, f) => s.Evolve(f)), [.. decision.Facts, .. decision.Again], 7)));

    [Fact]
    public void The_intent_is_stored_before_any_claim_and_the_patient_only_in_words()
    {
        var decision = Ask(Series.Initial);
        Assert.Equal(Now.AddSeconds(60), Decided<PlacementBegun>(decision).TakeOverAt);
        Assert.Equal("A. Sample", Patient.Read(decision.Words[Patient.Words]).Name);
        Assert.DoesNotContain("Sample", System.Text.Json.JsonSerializer.Serialize<object>(decision.Facts[0]), StringComparison.Ordinal);
    }

    [Theory, InlineData(1, true), InlineData(2, true), InlineData(3, false)]
    public void A_series_with_a_visit_at_a_lost_place_is_given_back_whole(int day, bool isLost)
    {
        var lost = new Displace(new(2026, 12, day), ReleaseReason.LocationClosed);
        foreach (var given in new[] { Given(Begun, Taken), Given(Begun, Taken, Confirmed) })
        {
            var decision = SeriesDecider.Decide(given, Some.Command(lost));
            if (isLost) Assert.Equal("location-closed", Event<Wire.SeriesReleased>(given, decision).Reason);
            else Nothing(decision);
        }
    }

    [Fact]
    public void What_has_its_outcome_or_no_place_yet_stays_as_it_is()
    {
        var lost = new Displace(new(2026, 12, 1), ReleaseReason.CredentialLapsed);
        Nothing(SeriesDecider.Decide(Given(Begun), Some.Command(lost)));
        Nothing(SeriesDecider.Decide(Given(AllDone), Some.Command(lost)));
        Nothing(SeriesDecider.Decide(Given(Begun, Taken, Confirmed, FirstDone, SecondMissed), Some.Command(lost)));
        var begun = Given(Begun, Taken, Confirmed, FirstDone);
        Assert.Equal([1], Event<Wire.SeriesReleased>(begun, SeriesDecider.Decide(begun, Some.Command(lost))).Visits!.Select(v => v.Visit));
    }

    [Fact]
    public void A_corrected_order_renews_the_words_while_a_series_lives_and_moves_nothing()
    {
        var renew = new RenewWords(new() { Name = "A. Sample", Requests = ["Mind the right shoulder too."] });
        var booked = Given(Begun, Taken, Confirmed);
        var decision = SeriesDecider.Decide(booked, Some.Command(renew));
        Assert.Same(booked.Stage, decision.Facts.Aggregate(booked, (s, f) => s.Evolve(f)).Stage);
        Assert.Equal("Mind the right shoulder too.", Patient.Read(decision.Words[Patient.Words]).Requests[0]);
        Nothing(SeriesDecider.Decide(Series.Initial, Some.Command(renew)));
    }

    [Fact]
    public void A_repeated_request_hears_the_current_answer()
    {
        Nothing(Ask(Given(Begun)));
        Again<NoSlotsFound>(Ask(Given(Begun, Missing)));
        Assert.Equal(Expiry, Again<SeriesHeld>(Ask(Given(Begun, Taken))).Expires);
        Again<SeriesBooked>(Ask(Given(Begun, Taken, Confirmed)));
        Again<SeriesReleased>(Ask(Given(Begun, Taken, Ended(ReleaseReason.Expired))));
        Again<SeriesCompleted>(Ask(Given(AllDone)));
        Again<SeriesCompleted>(SeriesDecider.Decide(Given(AllDone), Some.Command(new AskAgain())));
    }

    [Fact]
    public void A_hold_commits_only_in_its_round_before_its_expiry_and_while_its_rules_are_in_force()
    {
        Decided<SeriesHeld>(HoldAt(Given(Begun), Now));
        Nothing(HoldAt(Given(Begun), Expiry));
        Nothing(HoldAt(Given(Begun), Now.AddSeconds(5), goodUntil: Now.AddSeconds(5)));
        Decided<SeriesHeld>(HoldAt(Given(Begun), Now.AddSeconds(4), goodUntil: Now.AddSeconds(5)));
        Nothing(HoldAt(Given(Begun), Now, round: 2));
        Nothing(HoldAt(Given(Begun, new PlacementRestarted { Round = 2, TakeOverAt = Now }), Now));
        Nothing(HoldAt(Given(Begun, Ended(ReleaseReason.Cancelled)), Now));
    }

    [Fact]
    public void Booking_needs_a_hold_that_has_not_expired_and_asks_how_it_stands()
    {
        Decided<SeriesBooked>(Book(Given(Begun, Taken), Expiry.AddTicks(-1)));
        Assert.Equal(ReleaseReason.Expired, Decided<SeriesReleased>(Book(Given(Begun, Taken), Expiry)).Reason);
        Assert.Equal(ReleaseReason.Expired, Decided<SeriesReleased>(Book(Series.Initial)).Reason);
        Again<SeriesBooked>(Book(Given(Begun, Taken, Confirmed), Expiry.AddDays(1)));
        Again<SeriesBooked>(Book(Given(Begun, Taken, Confirmed, FirstDone), Expiry.AddDays(1)));
        Again<SeriesCompleted>(Book(Given(AllDone)));
        Assert.Equal(ReleaseReason.Cancelled, Again<SeriesReleased>(Book(Given(Begun, Ended(ReleaseReason.Cancelled)))).Reason);
    }

    [Fact]
    public void A_release_heard_before_its_request_is_remembered_and_the_request_says_whose_it_was()
    {
        var early = Given(Decided<SeriesReleased>(Release(Series.Initial)));
        Assert.False(early.WasAskedFor);
        Assert.Equal("", Event<Wire.SeriesReleased>(early, Release(early)).Chain);

        var late = Decided<SeriesReleased>(Ask(early));

        Assert.Equal(("r1", 1, "bay-state-therapy", ReleaseReason.Cancelled), (late.ReferralId, late.Attempt, late.Chain, late.Reason));
        Assert.True(early.Evolve(late) is { WasAskedFor: true, Stage: Released });
        Again<SeriesReleased>(Ask(early.Evolve(late)));
    }

    [Fact]
    public void A_release_is_always_answered_and_ends_every_stage_but_a_completed_one()
    {
        foreach (var given in new[] { Series.Initial, Given(Begun), Given(Begun, Missing), Given(Begun, Taken), Given(Begun, Taken, Confirmed), Given(Begun, Taken, Confirmed, FirstDone) })
        {
            var ended = given.Evolve(Decided<SeriesReleased>(Release(given)));
            Assert.IsType<Released>(ended.Stage);
            Event<Wire.SeriesReleased>(ended, Release(ended));
        }
        Assert.Equal(["completed", "missed"], Event<Wire.SeriesCompleted>(Given(AllDone), Release(Given(AllDone))).Visits.Select(v => v.Outcome));
    }

    [Fact]
    public void A_released_series_tells_the_visits_that_had_their_outcome()
    {
        var given = Given(Begun, Taken, Confirmed, FirstDone);
        var told = Event<Wire.SeriesReleased>(given, Release(given));
        Assert.Equal((1, new DateOnly(2026, 12, 1), "completed"), Assert.Single(told.Visits!) is var v ? (v.Visit, v.Date, v.Outcome) : default);
    }

    [Fact]
    public void A_newer_attempt_ends_whatever_is_wanted_and_nothing_else()
    {
        static Decision<SeriesFact> Supersede(Series given) => SeriesDecider.Decide(given, Some.Command(new Supersede()));
        foreach (var given in new[] { Given(Begun), Given(Begun, Missing), Given(Begun, Taken), Given(Begun, Taken, Confirmed, FirstDone) })
            Assert.Equal(ReleaseReason.Superseded, Decided<SeriesReleased>(Supersede(given)).Reason);
        foreach (var given in new[] { Series.Initial, Given(AllDone), Given(Begun, Ended(ReleaseReason.Expired)) }) Nothing(Supersede(given));
    }

    [Fact]
    public void A_contender_ends_a_lapsed_hold_and_voids_a_lapsed_placing_but_touches_nothing_else()
    {
        static Decision<SeriesFact> Expire(Series given, DateTimeOffset at) => SeriesDecider.Decide(given, Some.Command(new Expire(1), at));
        Assert.Equal(ReleaseReason.Expired, Decided<SeriesReleased>(Expire(Given(Begun, Taken), Expiry)).Reason);
        Assert.Equal(2, Decided<PlacementRestarted>(Expire(Given(Begun), Expiry)).Round);
        Nothing(Expire(Given(Begun, Taken), Expiry.AddTicks(-1)));
        Nothing(Expire(Given(Begun, Taken, Confirmed), Expiry));
    }

    [Fact]
    public void A_waiting_series_keeps_its_place_in_the_queue()
    {
        var again = Given(Begun, Missing, new PlacementRestarted { Round = 2, TakeOverAt = Now });
        var waits = SeriesDecider.Decide(again, Some.Command(new WaitForSlots(2, NoSlotsReason.NoRoomOrTime, "full", Because), Now.AddHours(1)));
        Assert.Equal(Now, Decided<NoSlotsFound>(waits).Since);
    }

    [Fact]
    public void Time_expires_a_hold_and_reports_missing_outcomes_once()
    {
        Decided<SeriesReleased>(Time(Given(Begun, Taken), Expiry));
        Nothing(Time(Given(Begun, Taken), Expiry.AddTicks(-1)));
        var booked = Given(Begun, Taken, Confirmed);
        Assert.Equal(Now.AddDays(3), booked.Due);
        Nothing(Time(booked, Now));
        Assert.Null(booked.Evolve(Decided<OutcomesOverdue>(Time(booked, Now.AddDays(3)))).Due);
    }

    [Fact]
    public void An_outcome_is_final_and_the_last_one_completes_the_series()
    {
        var given = Given(Begun, Taken, Confirmed, FirstDone);
        Again<VisitCompleted>(Record(given, First with { Techniques = ["myofascial-release"] }));
        Assert.Equal(RefusalKind.Conflict, Record(given, First with { Minutes = 30 }).Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, Record(Given(Begun, Taken), First).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, Record(given, First with { Visit = 3 }).Refusal!.Kind);
        var last = Record(given, Second);
        Assert.Equal([typeof(VisitMissed), typeof(SeriesCompleted)], last.Facts.Select(f => f.GetType()));
        Assert.IsType<Completed>(last.Facts.Aggregate(given, (s, f) => s.Evolve(f)).Stage);
    }

    [Fact]
    public void A_therapists_note_is_kept_in_words_only()
    {
        var decision = Record(Given(Begun, Taken, Confirmed), First, "Better.");
        Assert.Equal("Better.", decision.Words["note-1"]);
        Assert.DoesNotContain("Better", System.Text.Json.JsonSerializer.Serialize<object>(decision.Facts[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Outcomes_are_told_with_what_remains_and_the_end_with_all_of_them()
    {
        var one = Given(Begun, Taken, Confirmed, FirstDone);
        var completed = Assert.IsType<Wire.VisitCompleted>(Assert.Single(SeriesPublisher.Publish(one, [FirstDone], 4)));
        var told = SeriesPublisher.Publish(Given(AllDone), [SecondMissed, new SeriesCompleted()], 5).ToList();
        Assert.Equal((1, 55, new DateOnly(2026, 12, 1), 4L), (completed.Remaining, completed.Minutes, completed.Date, completed.Version));
        Assert.Equal((0, 2, 5L), Assert.IsType<Wire.VisitMissed>(told[0]) is var missed ? (missed.Remaining, missed.Visit, missed.Version) : default);
        Assert.Equal([1, 2], Assert.IsType<Wire.SeriesCompleted>(told[1]).Visits.Select(v => v.Visit));
    }

    [Fact]
    public void Every_stage_that_waits_has_a_time()
    {
        foreach (var given in new[] { Given(Begun), Given(Begun, Missing), Given(Begun, Taken), Given(Begun, Taken, Confirmed) }) Assert.NotNull(given.Due);
        foreach (var given in new[] { Given(AllDone), Given(Begun, Ended(ReleaseReason.Expired)) }) Assert.Null(given.Due);
    }
}
