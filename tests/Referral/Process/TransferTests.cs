using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;
using PlacementRequested = ClinicNetwork.Contracts.Referral.V1.PlacementRequested;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What lies ahead moves to another place, and what the patient prefers goes with it.</summary>
public class TransferTests
{
    static string? Refusal(Referral referral, object what, Actor? by = null) => referral.Decides(what, null, by).Refusal?.Code;

    [Fact]
    public void Wherever_it_stands_it_is_first_given_back_and_then_placed_there_by_the_next_attempt()
    {
        foreach (var referral in new[] { Placing(), Placing().After(NoSlots(1)), Reserving(), Booking(), Treating() })
        {
            Assert.Equal(1, Assert.Single(referral.Told(Transfer()).OfType<SeriesReleaseRequested>()).Attempt);
            Assert.DoesNotContain(referral.Told(Transfer()), e => e is PlacementRequested);

            var moving = referral.After(Transfer());
            Assert.Equal((typeof(Moving), 1), (moving.Stage.GetType(), moving.CurrentAttempt));
            var placed = Assert.Single(moving.Told(Released(1)).OfType<PlacementRequested>());
            Assert.Equal((2, 6, "worcester", null), (placed.Attempt, placed.Visits, placed.LocationId, placed.TherapistId));
            Assert.Equal(referral.Attempts[0].UnitsAsked ? [1] : [], moving.Told(Released(1)).OfType<UnitsReleaseRequested>().Select(e => e.Attempt));
        }
    }

    [Fact]
    public void Visits_that_took_place_stay_also_those_that_only_the_release_tells_of()
    {
        var moving = Treating().After(Done(1, 1), Transfer("boston", "t2"));
        var told = moving.Told(Released(1, 1, 2));
        Assert.Equal((4, "boston", "t2"), Assert.Single(told.OfType<PlacementRequested>()) is var p ? (p.Visits, p.LocationId, p.TherapistId) : default);
        Assert.Equal([1, 2], Assert.Single(told.OfType<UnitsReleaseRequested>()).Completed!.Select(v => v.Visit));
        Assert.IsType<Reporting>(moving.After(Completed(1)).Stage);
        Assert.IsType<Reporting>(moving.After(Released(1, 1, 2, 3, 4, 5, 6)).Stage);
    }

    [Fact]
    public void What_is_still_said_of_the_place_that_is_left_books_nothing()
    {
        foreach (var referral in new[] { Placing(), Reserving(), Booking() })
        {
            var moving = referral.After(Transfer());
            Assert.IsType<Moving>(moving.After(Held(1), Reserved(1), Booked(1), NoSlots(1), Refused(1)).Stage);
            Assert.Contains(moving.After(Released(1)).Told(Held(1)), e => e is SeriesReleaseRequested { Attempt: 1 });
        }
    }

    [Fact]
    public void The_hospital_sees_the_appointment_cancelled_and_scheduled_again_or_on_hold()
    {
        var moved = Treating().After(Transfer());
        Assert.Equal(BusinessStatus.Scheduled, moved.BusinessStatus);
        moved = moved.After(Released(1));
        Assert.Equal(BusinessStatus.AppointmentCancelled, moved.BusinessStatus);
        Assert.Equal(("on-hold", Reason.NoSlots), (moved.After(NoSlots(2)).TaskStatus, moved.After(NoSlots(2)).Attention));
        Assert.Equal(BusinessStatus.Scheduled, moved.After(Held(2), Reserved(2), Booked(2)).BusinessStatus);

        // What was never booked is not cancelled.
        Assert.Equal(BusinessStatus.Accepted, Reserving().After(Transfer(), Released(1)).BusinessStatus);
    }

    [Fact]
    public void The_chosen_place_holds_for_every_later_attempt_and_however_often_it_is_asked_for()
    {
        var placing = Treating().After(Transfer("worcester", "t2"), Released(1));
        var asked = placing.Decides(new TimePassed(), placing.Due!.Value);
        Assert.Equal("worcester", Assert.Single(placing.Told(asked).OfType<PlacementRequested>()).LocationId);
        Assert.Equal((3, "t2"), Assert.Single(placing.After(Held(2)).Told(Released(2)).OfType<PlacementRequested>()) is var p ? (p.Attempt, p.TherapistId) : default);
    }

    [Fact]
    public void A_chosen_place_without_room_is_given_up_when_the_chain_waits_no_longer()
    {
        var promised = Referral.Initial.After(Submit() with { Promises = ReferralRules.Usual.For("routine", 0, Now, TimeZoneInfo.Utc) });
        var waiting = promised.After(Covered(), Held(1), Reserved(1), Booked(1), Transfer(), Released(1), NoSlots(2));
        Assert.Equal(Now.AddDays(14), waiting.GivesUpPlaceAt);
        Assert.Null(Placing().After(NoSlots(1)).GivesUpPlaceAt);

        var referral = waiting;
        while (referral.Due < waiting.GivesUpPlaceAt) referral = referral.After(referral.Decides(new TimePassed(), referral.Due));
        var given = referral.Decides(new TimePassed(), waiting.GivesUpPlaceAt);
        Assert.IsType<PlaceGivenUp>(given.Facts[0]);
        var placed = Assert.Single(referral.After(given).Told(Released(2)).OfType<PlacementRequested>());
        Assert.Equal((3, null, "wait-limit"), (placed.Attempt, placed.LocationId, referral.After(given).Displaced));
    }

    [Theory, InlineData("location-closed", "boston", "t1", null, null), InlineData("location-closed", "lynn", "t1", "lynn", "t1"), InlineData("credential-lapsed", "boston", "t1", "boston", null), InlineData("credential-lapsed", "boston", "t2", "boston", "t2")]
    public void What_is_given_back_because_its_place_is_lost_is_placed_anew_and_a_wish_for_that_place_is_forgotten(string reason, string location, string therapist, string? thenLocation, string? thenTherapist)
    {
        var chosen = Treating() with { Chosen = new(location, therapist, 0) };
        var placed = Assert.Single(chosen.Told(Released(1) with { Reason = reason }).OfType<PlacementRequested>());
        Assert.Equal((2, thenLocation, thenTherapist), (placed.Attempt, placed.LocationId, placed.TherapistId));
        var moved = chosen.After(Released(1) with { Reason = reason });
        Assert.Equal((reason, BusinessStatus.AppointmentCancelled), (moved.Displaced, moved.BusinessStatus));
        Assert.Contains(TaskResource.Of("r", "1", moved, Now, null).Note, n => n.Text!.StartsWith("Visits that lay ahead were placed anew", StringComparison.Ordinal));
    }

    [Fact]
    public void It_may_be_sent_elsewhere_while_it_is_moving_but_not_twice_to_the_same_place()
    {
        Assert.Empty(Moving().Decides(Transfer()).Facts);
        var elsewhere = Moving().After(Transfer("lynn"), Released(1));
        Assert.Equal("lynn", elsewhere.Chosen?.Location);
        Assert.Equal("It is nearer.", Treating().Decides(Transfer()).Words[Words.Transfer(1)]);
    }

    [Fact]
    public void A_treatment_ended_or_handed_back_while_it_moves_is_placed_no_more()
    {
        Assert.IsType<Closing>(Moving().After(new HandBack("patient-declined", "No.", ReferralRules.Usual.Contacts)).Stage);
        var ended = Treating().After(Done(1, 1), Transfer(), new Discharge("goals-met", "Well.", ReferralRules.Usual.Contacts));
        Assert.IsType<Moving>(ended.Stage);
        Assert.IsType<Reporting>(ended.After(Released(1, 1)).Stage);
    }

    static readonly PlaceProblem Closed = new("location", "closed", "It is closed since 2026-11-01.", false), Lacks = new("therapist", "no-technique", "T does not hold lymphatic-drainage.", false),
        Full = new("location", "no-room-or-time", "No whole series is free there.", true);

    [Fact]
    public void What_cannot_be_is_refused_by_its_field_and_what_should_not_be_needs_an_override()
    {
        foreach (var (problem, field) in new[] { (Closed, "location"), (Lacks, "therapist") })
            foreach (var all in new[] { false, true })
                Assert.Equal((RefusalKind.Unprocessable, problem.Code, problem.Text, field), Treating().Decides(Transfer("x", null, all, problem)).Refusal is { } r ? (r.Kind, r.Code, r.Text, r.Expression) : default);
        Assert.Equal((RefusalKind.Conflict, "no-room-or-time", "override"), Treating().Decides(Transfer("x", null, false, Full)).Refusal is { } f ? (f.Kind, f.Code, f.Expression) : default);
        Assert.IsType<Moving>(Treating().After(Transfer("x", null, true, Full)).Stage);
    }

    [Fact]
    public void What_says_too_little_or_comes_too_early_or_too_late_is_refused()
    {
        Assert.Equal("location-missing", Refusal(Treating(), new Transfer(" ", null, "x", false, null)));
        Assert.Equal("reason-missing", Refusal(Treating(), new Transfer("lynn", null, null, false, null)));
        Assert.Equal("reason-missing", Refusal(Treating(), new Transfer("lynn", null, new('x', 501), false, null)));
        Assert.Equal("already-there", Refusal(Treating(), Transfer("boston")));
        Assert.Equal("already-there", Refusal(Treating(), Transfer("boston", "t1")));
        Assert.Null(Refusal(Treating(), Transfer("boston", "t2")));
        Assert.Equal("only-the-receiver", Refusal(Treating(), Transfer(), Sender));
        Assert.Equal("cancellation-requested", Refusal(Treating().After(new RequestCancellation(null)), Transfer()));
        foreach (var early in new[] { InReview(), Accepted(), AwaitingEstimate() }) Assert.Equal("not-placed", Refusal(early, Transfer()));
        foreach (var late in new[] { Reporting(), Closing(), Ended() }) Assert.Equal("nothing-lies-ahead", Refusal(late, Transfer()));
    }

    static readonly SetPreferences Female = new(new(Gender: "female", Language: "pt-br", Weekdays: ["mon", "fri"], TravelKm: 30));

    [Fact]
    public void Preferences_leave_what_is_booked_and_what_is_looked_for_is_looked_for_anew()
    {
        foreach (var booked in new[] { Accepted(), Reserving(), Treating() })
        {
            Assert.Empty(booked.Told(Female));
            Assert.Equal(booked.Stage, booked.After(Female).Stage);
        }
        Assert.Equal(1, Assert.Single(Placing().Told(Female).OfType<SeriesReleaseRequested>()).Attempt);
        var again = Placing().After(Female, Released(1));
        Assert.Equal((2, Female.Preferences), (again.CurrentAttempt, again.Preferences));
        Assert.Empty(again.Decides(new SetPreferences(Female.Preferences with { Weekdays = ["fri", "mon"] })).Facts);
        Assert.Equal("already-ended", Refusal(Ended(), Female));
    }

    [Fact]
    public void A_preference_that_is_no_code_or_out_of_bounds_is_refused_by_its_field()
    {
        foreach (var (preferences, field) in new (PatientPreferences, string)[]
                 {
                     (new(Gender: "f"), "gender"), (new(Language: "Spanish"), "language"), (new(Language: ""), "language"), (new(Weekdays: []), "weekdays"),
                     (new(Weekdays: ["monday"]), "weekdays"), (new(Weekdays: ["mon", "mon"]), "weekdays"), (new(TravelKm: 0), "travelKm"), (new(TravelKm: 501), "travelKm"),
                 })
            Assert.Equal(("invalid-preference", field), Treating().Decides(new SetPreferences(preferences)).Refusal is { } r ? (r.Code, r.Expression) : default);
    }
}
