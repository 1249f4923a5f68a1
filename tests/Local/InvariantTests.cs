using ClinicNetwork.Verify;

namespace Tests.Local;

/// <summary>A network in order, and each invariant violated once.</summary>
public class InvariantTests
{
    static readonly DateTime Nine = new(2026, 11, 30, 14, 0, 0, DateTimeKind.Utc);

    static readonly StoredVisit Visit = new(1, "boston", "t-1", "room 1", Nine, Nine.AddHours(1));
    static readonly StoredSeries Booked = new("a-1", "a", 1, "Booked", 1, "bay", "p", [Visit]);
    static readonly StoredSeries Held = new("b-1", "b", 1, "Held", 1, "bay", "q", [Visit with { Therapist = "t-2", Room = "room 2" }]);
    static readonly Stored InOrder = new(
        [new("a", "Scheduled", "Treating", 1, true, false, Nine), new("b", "Accepted", "Reserving", 1, true, false, Nine), new("c", "Rejected", "Ended", 0, false, false, Nine)],
        [Booked, Held],
        [new("boston", "a-1", 1, 1, "t-1", "room 1", Nine, Nine.AddHours(1)), new("boston", "b-1", 1, 1, "t-2", "room 2", Nine, Nine.AddHours(1))],
        [new("bay|p", "a-1", 1, Nine, Nine.AddHours(1))],
        [new("a", 1, 1, "Reserved", "k")], [new("a", 1, 1, "Reserved", "k")], [], 9)
    {
        Seen = new Dictionary<string, DateTime> { ["a"] = Nine, ["b"] = Nine, ["c"] = Nine },
    };

    [Fact]
    public void A_network_in_order_violates_nothing() => Assert.Empty(Invariants.Violations(InOrder));

    [Fact]
    public void A_referral_that_operators_do_not_see_is_told() => Told("operators do not see it", InOrder with { Seen = new Dictionary<string, DateTime> { ["a"] = Nine, ["b"] = Nine } });

    [Fact]
    public void A_projection_that_is_behind_is_told() =>
        Told("operators see how it stood", InOrder with { Seen = new Dictionary<string, DateTime> { ["a"] = Nine, ["b"] = Nine.AddSeconds(-1), ["c"] = Nine } });

    [Fact]
    public void A_therapist_claimed_twice_is_told() => Told("therapist t-1 is claimed twice", Claimed(c => c with { Therapist = "t-1" }));

    [Fact]
    public void A_room_claimed_twice_is_told() => Told("room boston room 1 is claimed twice", Claimed(c => c with { Room = "room 1" }));

    [Fact]
    public void A_patient_claimed_twice_is_told() =>
        Told("patient bay|p is claimed twice", InOrder with { PatientClaims = [.. InOrder.PatientClaims, new("bay|p", "b-1", 1, Nine.AddMinutes(30), Nine.AddMinutes(90))] });

    [Fact]
    public void Plans_that_overlap_are_told_though_the_claims_do_not_show_it() =>
        Told("planned therapist t-1 is claimed twice", InOrder with { Series = [Booked, Held with { Visits = [Visit with { Room = "room 2" }] }] });

    [Fact]
    public void A_claim_of_a_dead_series_or_an_earlier_round_does_not_count() =>
        Assert.DoesNotContain(Invariants.Violations(Claimed(c => c with { Therapist = "t-1", Round = 0 })), v => v.Text.StartsWith("therapist", StringComparison.Ordinal));

    [Fact]
    public void A_visit_right_after_another_is_no_overlap() =>
        Assert.DoesNotContain(Invariants.Violations(Claimed(c => c with { Therapist = "t-1", From = c.To, To = c.To.AddHours(1) })), v => v.Text.StartsWith("therapist", StringComparison.Ordinal));

    [Fact]
    public void A_live_visit_without_its_claim_is_told() => Told("has no claim in its day", InOrder with { Claims = [InOrder.Claims[0]] });

    [Fact]
    public void An_open_referral_without_due_is_told() =>
        Told("referral b is open", InOrder with { Referrals = [InOrder.Referrals[0], InOrder.Referrals[1] with { HasDue = false }] });

    [Fact]
    public void Two_live_series_of_one_referral_are_told() =>
        Told("has 2 live series", InOrder with { Series = [Booked, Held, Held with { Id = "b-2", Attempt = 2, Visits = [] }] });

    [Fact]
    public void A_booked_referral_without_booked_series_is_told() =>
        Told("referral a is booked, but its series a-1 is Released", InOrder with { Series = [Booked with { Stage = "Released", Round = 0, Visits = [] }, Held] });

    [Fact]
    public void A_booked_series_whose_referral_is_not_is_told() => Told("series b-1 is booked, but its referral is", InOrder with { Series = [Booked, Held with { Stage = "Booked" }] });

    [Fact]
    public void Units_of_a_series_that_is_not_live_are_told() =>
        Told("reserved for series b-2, which is not there", InOrder with { Reservations = [.. InOrder.Reservations, new("b", 2, 1, "Reserved", "")] });

    [Fact]
    public void A_booked_visit_without_unit_is_told() => Told("1 visits of its series have no unit", InOrder with { Reservations = [], Counted = [] });

    [Fact]
    public void A_unit_that_only_the_benefit_knows_is_told() =>
        Told("orphan reservation", InOrder with { Counted = [.. InOrder.Counted, new("x", 1, 1, "Reserved", "k")] });

    [Fact]
    public void A_unit_that_the_benefit_does_not_count_is_told() => Told("benefit k does not count it", InOrder with { Counted = [] });

    [Fact]
    public void A_visit_counted_twice_is_told() =>
        Told("is counted 2 times", InOrder with { Counted = [.. InOrder.Counted, InOrder.Counted[0] with { Key = "l" }] });

    [Fact]
    public void An_event_that_was_undelivered_for_more_than_a_minute_when_it_was_read_is_told_and_a_younger_one_is_not()
    {
        Told("referral/referrals/a holds events undelivered since", InOrder with { Outboxes = [new("referral/referrals/a", Nine.AddSeconds(-61), Nine)] });
        Assert.Empty(Invariants.Violations(InOrder with { Outboxes = [new("referral/referrals/a", Nine.AddSeconds(-59), Nine)] }));
    }

    [Fact]
    public void An_event_that_no_sweep_would_find_is_told() => Told("no outboxSince", InOrder with { Outboxes = [new("referral/referrals/a", null, Nine)] });

    [Fact]
    public void What_moves_is_told_apart_by_each_referral_that_it_is_about()
    {
        var unclaimed = Invariants.Violations(InOrder with { Claims = [InOrder.Claims[0]] }).Single(v => v.Text.Contains("has no claim", StringComparison.Ordinal));
        Assert.Equal(["b"], unclaimed.Referrals);
        Assert.True((InOrder with { Moving = new HashSet<string> { "b" } }).IsMoving(unclaimed));
        Assert.False((InOrder with { Moving = new HashSet<string> { "a" } }).IsMoving(unclaimed));
        var overlap = Invariants.Violations(Claimed(c => c with { Room = "room 1" })).First(v => v.Text.StartsWith("room", StringComparison.Ordinal));
        Assert.Equal(["a", "b"], overlap.Referrals.Order());
    }

    [Theory]
    [InlineData("{ at: { $date: '2026-11-23T12:00:00Z' }, history: [{ at: { $date: '2026-11-23T11:00:00Z' } }] }")]
    [InlineData("{ history: [{ at: { $date: '2026-11-23T11:00:00Z' } }, { at: { $date: '2026-11-23T12:00:00Z' } }] }")]
    [InlineData("{ history: [], outboxSince: { $date: '2026-11-23T12:00:00Z' } }")]
    public void A_document_tells_when_it_last_changed(string document) =>
        Assert.Equal(new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc), Shapes.Changed(MongoDB.Bson.BsonDocument.Parse(document)));

    static Stored Claimed(Func<StoredClaim, StoredClaim> second) => InOrder with { Claims = [InOrder.Claims[0], second(InOrder.Claims[1])] };

    static void Told(string words, Stored stored) => Assert.Contains(Invariants.Violations(stored), v => v.Text.Contains(words, StringComparison.Ordinal));
}
