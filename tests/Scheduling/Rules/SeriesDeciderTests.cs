using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Slots;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>Given these facts, when this is asked, then that is decided.</summary>
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

    static readonly SeriesFact Begun = new PlacementBegun { ReferralId = "r1", Attempt = 1, Order = Some.Order(2), Patient = Some.Patient(), TakeOverAt = Now.AddSeconds(30) };
    static readonly SeriesFact Missing = new SlotsMissing { Reason = "no-room-or-time", Text = "full", Since = Now, RetryAt = Now.AddMinutes(5) };
    static readonly SeriesFact Taken = new HoldTaken { Plan = Plan, Expires = Expiry };
    static readonly SeriesFact Confirmed = new SeriesConfirmed { OverdueAt = Now.AddDays(3) };
    static readonly VisitOutcome First = new() { Visit = 1, Completed = true, Minutes = 55, Techniques = ["myofascial-release"], PainBefore = 5, PainAfter = 2 };
    static readonly VisitOutcome Second = new() { Visit = 2, Completed = false };

    static Series Given(params SeriesFact[] facts) => facts.Aggregate(Series.Initial, (s, f) => s.Evolve(f));
    static OutcomeRecorded Done(VisitOutcome outcome) => new OutcomeRecorded { Outcome = outcome };
    static SeriesWithdrawn Withdrawn(string reason) => new() { ReferralId = "r1", Attempt = 1, Chain = "bay-state-therapy", Reason = reason };

    static RequestPlacement Request => new(Id, Some.Order(2), Some.Patient(), Now);
    static Hold HoldAt(DateTimeOffset now, int round = 1) => new(round, Plan, Expiry, Because, now);

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

    [Fact]
    public void The_intent_is_stored_before_any_claim() =>
        Assert.Equal(Now.AddSeconds(60), Decided<PlacementBegun>(SeriesDecider.Decide(Series.Initial, Request)).TakeOverAt);

    [Fact]
    public void A_repeated_request_hears_the_current_answer()
    {
        Nothing(SeriesDecider.Decide(Given(Begun), Request));
        Again<SlotsMissing>(SeriesDecider.Decide(Given(Begun, Missing), Request));
        Assert.Equal(Expiry, Again<HoldTaken>(SeriesDecider.Decide(Given(Begun, Taken), Request)).Expires);
        Again<SeriesConfirmed>(SeriesDecider.Decide(Given(Begun, Taken, Confirmed), Request));
        Again<SeriesWithdrawn>(SeriesDecider.Decide(Given(Begun, Taken, Withdrawn("expired")), Request));
        Again<OutcomeRecorded>(SeriesDecider.Decide(Given(Begun, Taken, Confirmed, Done(First), Done(Second)), Request));
    }

    [Fact]
    public void A_hold_commits_only_in_its_round_and_before_its_expiry()
    {
        Decided<HoldTaken>(SeriesDecider.Decide(Given(Begun), HoldAt(Now)));
        Nothing(SeriesDecider.Decide(Given(Begun), HoldAt(Expiry)));
        Nothing(SeriesDecider.Decide(Given(Begun), HoldAt(Now, round: 2)));
        Nothing(SeriesDecider.Decide(Given(Begun, new PlacementRestarted { Round = 2, TakeOverAt = Now }), HoldAt(Now)));
        Nothing(SeriesDecider.Decide(Given(Begun, Withdrawn("cancelled")), HoldAt(Now)));
    }

    [Fact]
    public void Booking_needs_a_hold_that_has_not_expired()
    {
        Decided<SeriesConfirmed>(SeriesDecider.Decide(Given(Begun, Taken), new Book(Id, Expiry.AddTicks(-1))));
        Assert.Equal("expired", Decided<SeriesWithdrawn>(SeriesDecider.Decide(Given(Begun, Taken), new Book(Id, Expiry))).Reason);
        Assert.Equal("expired", Decided<SeriesWithdrawn>(SeriesDecider.Decide(Series.Initial, new Book(Id, Now))).Reason);
        Again<SeriesConfirmed>(SeriesDecider.Decide(Given(Begun, Taken, Confirmed), new Book(Id, Expiry.AddDays(1))));
        Assert.Equal("cancelled", Again<SeriesWithdrawn>(SeriesDecider.Decide(Given(Begun, Withdrawn("cancelled")), new Book(Id, Now))).Reason);
    }

    [Fact]
    public void A_release_heard_before_its_request_is_remembered_and_answers_it()
    {
        var early = Decided<SeriesWithdrawn>(SeriesDecider.Decide(Series.Initial, new Release(Id, "cancelled")));
        var late = Again<SeriesWithdrawn>(SeriesDecider.Decide(Given(early), Request));
        Assert.Equal(("r1", 1, "bay-state-therapy", "cancelled"), (late.ReferralId, late.Attempt, late.Chain, late.Reason));
    }

    [Fact]
    public void A_release_ends_every_stage_but_a_completed_one()
    {
        foreach (var given in new[] { Given(Begun), Given(Begun, Missing), Given(Begun, Taken), Given(Begun, Taken, Confirmed), Given(Begun, Taken, Confirmed, Done(First)) })
            Assert.IsType<Released>(given.Evolve(Decided<SeriesWithdrawn>(SeriesDecider.Decide(given, new Release(Id, "cancelled")))).Stage);
        Again<OutcomeRecorded>(SeriesDecider.Decide(Given(Begun, Taken, Confirmed, Done(First), Done(Second)), new Release(Id, "cancelled")));
    }

    [Fact]
    public void A_contender_ends_a_lapsed_hold_and_voids_a_lapsed_placing_but_touches_nothing_else()
    {
        Assert.Equal("expired", Decided<SeriesWithdrawn>(SeriesDecider.Decide(Given(Begun, Taken), new Expire(1, Expiry))).Reason);
        Assert.Equal(2, Decided<PlacementRestarted>(SeriesDecider.Decide(Given(Begun), new Expire(1, Expiry))).Round);
        Nothing(SeriesDecider.Decide(Given(Begun, Taken), new Expire(1, Expiry.AddTicks(-1))));
        Nothing(SeriesDecider.Decide(Given(Begun, Taken, Confirmed), new Expire(1, Expiry)));
    }

    [Fact]
    public void A_waiting_series_keeps_its_place_in_the_queue()
    {
        var again = Given(Begun, Missing, new PlacementRestarted { Round = 2, TakeOverAt = Now });
        Assert.Equal(Now, Decided<SlotsMissing>(SeriesDecider.Decide(again, new WaitForSlots(2, "no-room-or-time", "full", Because, Now.AddHours(1)))).Since);
    }

    [Fact]
    public void Time_expires_a_hold_and_reports_missing_outcomes_once()
    {
        Decided<SeriesWithdrawn>(SeriesDecider.Timer(Given(Begun, Taken), Expiry));
        var booked = Given(Begun, Taken, Confirmed);
        Assert.Equal(Now.AddDays(3), booked.Due);
        Nothing(SeriesDecider.Timer(booked, Now));
        Assert.Null(booked.Evolve(Decided<OutcomesMissed>(SeriesDecider.Timer(booked, Now.AddDays(3)))).Due);
    }

    [Fact]
    public void An_outcome_is_final()
    {
        var given = Given(Begun, Taken, Confirmed, Done(First));
        Again<OutcomeRecorded>(SeriesDecider.Decide(given, new RecordOutcome(First with { Techniques = ["myofascial-release"] })));
        Assert.Equal(RefusalKind.Conflict, SeriesDecider.Decide(given, new RecordOutcome(First with { Minutes = 30 })).Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, SeriesDecider.Decide(Given(Begun, Taken), new RecordOutcome(First)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, SeriesDecider.Decide(given, new RecordOutcome(First with { Visit = 3 })).Refusal!.Kind);
        Assert.IsType<Completed>(given.Evolve(Decided<OutcomeRecorded>(SeriesDecider.Decide(given, new RecordOutcome(Second)))).Stage);
    }

    [Fact]
    public void Outcomes_are_told_with_what_remains()
    {
        var one = Given(Begun, Taken, Confirmed, Done(First));
        var completed = Assert.IsType<VisitCompleted>(Assert.Single(SeriesPublisher.Publish(one, [Done(First)], 4)));
        var missed = Assert.IsType<VisitMissed>(Assert.Single(SeriesPublisher.Publish(one.Evolve(Done(Second)), [Done(Second)], 5)));
        Assert.Equal((1, 55, new DateOnly(2026, 12, 1), 4L), (completed.Remaining, completed.Minutes, completed.Date, completed.Version));
        Assert.Equal((0, 2, 5L), (missed.Remaining, missed.Visit, missed.Version));
    }
}
