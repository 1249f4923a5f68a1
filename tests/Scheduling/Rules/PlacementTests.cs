using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;
using static ClinicNetwork.Tests.Scheduling.Rules.SmallNetwork;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>Who treats a series, and where.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void One_therapist_and_one_location_for_the_whole_series_with_a_free_room_each_time()
    {
        var network = Network([Place("here", rooms: 2)], [Works("t", "here", 9, 10), Works("u", "here", 9, 10)]);
        var book = Taken(network, "here", (new(2026, 12, 1), 9, 10, "u", "Room 1"));
        var plan = Fit(Order(1, 1), network, book);
        Assert.Equal(("t", "Room 2"), (plan.TherapistId, plan.Visits[0].Room));
        book.Add("here", new(2026, 12, 1), new()
        {
            Series = "x-1",
            Round = 1,
            Visit = 1,
            Therapist = "somebody",
            Room = "Room 2",
            From = network.Calendar.At(new(2026, 12, 1), 570),
            To = network.Calendar.At(new(2026, 12, 1), 630),
            Expires = DateTimeOffset.MaxValue,
        });
        Assert.Equal(new(2026, 12, 2), Fit(Order(1, 1), network, book).Visits[0].Date);
    }

    [Fact]
    public void A_therapist_taken_at_another_location_is_not_free()
    {
        var network = Network([Place("here"), Place("there")], [Works("t", "here", 9, 10)]);
        Assert.Equal(new(2026, 12, 2), Fit(Order(1, 1), network, Taken(network, "there", (new(2026, 12, 1), 9, 10, "t", "Room 1"))).Visits[0].Date);
    }

    [Fact]
    public void The_earliest_wins_then_the_shortest_then_the_nearest_then_the_name()
    {
        Order from = Order(2, 1) with { Latitude = 42.36, Longitude = -71.06 };
        var later = Works("a", "far", days: [DayOfWeek.Wednesday, DayOfWeek.Thursday]);
        Assert.Equal("z", Fit(from, Network([Place("far"), Place("near")], [later, Works("z", "near")])).TherapistId);
        Assert.Equal("near", Fit(from, Network([Place("far", 42.9), Place("near", 42.4)], [Works("a", "far"), Works("z", "near")])).LocationId);
        Assert.Equal("far", Fit(Order(2, 1), Network([Place("far", 42.9), Place("near", 42.4)], [Works("a", "far"), Works("z", "near")])).LocationId);
        Assert.Equal("a", Fit(from, Network([Place("near")], [Works("b", "near"), Works("a", "near")])).TherapistId);
    }

    [Fact]
    public void Near_locations_come_before_earlier_but_far_ones_and_far_ones_before_nothing()
    {
        Order from = Order(2, 1) with { Latitude = 42.36, Longitude = -71.06 };
        var (near, far) = (Works("n", "near", days: [DayOfWeek.Friday]), Works("f", "far"));
        Assert.Equal("near", Fit(from, Network([Place("far", 44), Place("near")], [near, far], nearKm: 50)).LocationId);
        Assert.Equal("far", Fit(from, Network([Place("far", 44), Place("near")], [far], nearKm: 50)).LocationId);
    }

    [Fact]
    public void A_credential_must_last_through_the_last_visit()
    {
        var network = Network([Place("here")], [Works("a", "here", expires: new(2026, 12, 10)), Works("b", "here")]);
        var found = Assert.IsType<Fits>(PlacementSearch.Find(Order(4, 1), network, new(network.Calendar), [], Some.Monday));
        Assert.Equal("b", found.Plan.TherapistId);
        Assert.Equal(["certificate-expired: the certificate is valid through 2026-12-10 only"], Assert.Single(found.Explanation.Refused).Requirements);
        Assert.Equal("a", Fit(Order(2, 1), network).TherapistId);
    }

    [Fact]
    public void When_nothing_fits_the_reason_is_named()
    {
        Assert.Equal(NoSlotsReason.NoCertifiedTherapist, NoFit(Order(1, 1), Network([Place("here")], [Works("t", "here", expires: new(2026, 1, 1))])).Reason);
        Assert.Equal(NoSlotsReason.NoTechnique, NoFit(Order(1, 1), Network([Place("here")], [Works("t", "here", technique: "muscle-testing")])).Reason);
        Assert.Equal(NoSlotsReason.NoRoomOrTime, NoFit(Order(1, 1), Network([Place("here")], [Works("t", "here", days: [DayOfWeek.Sunday])])).Reason);
        var busy = Enumerable.Range(0, 200).Select(d => (Some.Monday.AddDays(d).AddHours(-10), Some.Monday.AddDays(d).AddHours(10))).ToArray();
        Assert.Equal(NoSlotsReason.PatientOverlap, NoFit(Order(1, 1), One, null, busy).Reason);
    }

    [Fact]
    public void A_patients_own_visits_are_not_overlapped()
    {
        var first = Fit(Order(4, 2), One);
        var second = Fit(Order(4, 2), One, null, null, [.. first.Visits.Select(v => (v.Start, v.End))]);
        Assert.Empty(first.Visits.Select(v => v.Start).Intersect(second.Visits.Select(v => v.Start)));
    }

    [Fact]
    public void A_time_of_day_is_given_up_only_when_no_series_keeps_one()
    {
        var morning = Network([Place("here")], [Works("t", "here", 9, 11)]);
        var taken = Enumerable.Range(0, 400).Select(d => new DateOnly(2026, 12, 1).AddDays(d)).Select((d, i) => (d, 9 + (d.DayNumber / 7 % 2), 10 + (d.DayNumber / 7 % 2), "t", "Room 1")).ToArray();
        var plan = Fit(Order(4, 1), morning, Taken(morning, "here", taken));
        Assert.Equal(2, plan.Visits.Select(v => morning.Calendar.Local(v.Start).Minute).Distinct().Count());
    }

    [Fact]
    public void A_claim_that_is_being_written_keeps_its_place_while_its_day_is_read_again()
    {
        var (day, book) = (new DateOnly(2026, 12, 1), new DayBook(One.Calendar));
        Claim At(int hour, string series) => new()
        {
            Series = series,
            Round = 1,
            Visit = 1,
            Therapist = "t",
            Room = "Room 1",
            From = One.Calendar.At(day, hour * 60),
            To = One.Calendar.At(day, (hour * 60) + 60),
            Expires = Some.Monday.AddMinutes(10),
        };
        void Read(params Claim[] stored) => book.Load(new() { Id = DayDocument.IdOf("here", day), Chain = "c", Location = "here", Date = day, Version = 1, Claims = [.. stored] });

        book.Add("here", day, At(9, "mine-1"));
        Read(At(11, "theirs-1"));
        Assert.False(book.IsFree("t", day, 9 * 60, 10 * 60));
        Read(At(11, "theirs-1"), At(9, "mine-1"));
        Assert.Equal(2, book.Days.Single().Claims.Count);

        Read(At(11, "theirs-1"));
        Assert.True(book.IsFree("t", day, 9 * 60, 10 * 60));
    }
}
