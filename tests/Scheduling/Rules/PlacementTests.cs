using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>The search, on a network as small as each question needs.</summary>
public sealed class PlacementTests
{
    static readonly DayOfWeek[] Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    static Versioned<Location> Place(string id, double latitude = 42.36, int rooms = 1, params DateOnly[] closed) => Seed.Policy(id, new Location
    {
        Chain = "c",
        Name = id,
        Address = "a",
        State = "MA",
        Latitude = latitude,
        Longitude = -71.06,
        Rooms = [.. Enumerable.Range(1, rooms).Select(n => $"Room {n}")],
        Hours = [.. Week.Select(d => new OpeningHours { Weekday = d, From = new(8, 0), To = new(20, 0) })],
        ClosedDates = closed,
    });

    static Versioned<Therapist> Works(string id, string location, int from = 9, int to = 17, DateOnly? expires = null, DayOfWeek[]? days = null, string technique = "myofascial-release") =>
        Seed.Policy(id, new Therapist
        {
            Chain = "c",
            Name = id,
            Gender = "other",
            Licence = new() { Number = "1", Expires = new(2030, 1, 1) },
            Techniques = [technique],
            Certificate = new() { TrainingHours = 400, PracticalTraining = new(2020, 1, 1), ExamPassed = new(2020, 2, 1), Expires = expires ?? new(2030, 1, 1) },
            Shifts = [.. (days ?? Week).Select(d => new Shift { Weekday = d, Location = location, From = new(from, 0), To = new(to, 0) })],
        });

    static ChainView Network(IReadOnlyList<Versioned<Location>> locations, IReadOnlyList<Versioned<Therapist>> therapists, double? nearKm = null) =>
        new(Seed.Policy("c", new Chain { Name = "c", NearKm = nearKm }), locations, therapists);

    static readonly ChainView One = Network([Place("here")], [Works("t", "here")]);

    static Order Order(int visits, int perWeek, string priority = "routine") => Some.Order(visits, perWeek, priority, "c");

    static SeriesPlan Fit(Order order, ChainView network, DayBook? book = null, DateTimeOffset? now = null, params (DateTimeOffset, DateTimeOffset)[] busy) =>
        Assert.IsType<Fits>(PlacementSearch.Find(order, network, book ?? new(network.Calendar), busy, now ?? Some.Monday)).Plan;

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

    static FitsNowhere NoFit(Order order, ChainView network, DayBook? book = null, params (DateTimeOffset, DateTimeOffset)[] busy) =>
        Assert.IsType<FitsNowhere>(PlacementSearch.Find(order, network, book ?? new(network.Calendar), busy, Some.Monday));

    static List<int> Gaps(SeriesPlan plan) => [.. plan.Visits.Zip(plan.Visits.Skip(1), (a, b) => b.Date.DayNumber - a.Date.DayNumber)];

    static DayBook Taken(ChainView network, string location, params (DateOnly Date, int From, int To, string Therapist, string Room)[] claims)
    {
        var book = new DayBook(network.Calendar);
        foreach (var (date, from, to, therapist, room) in claims)
            book.Add(location, date, new()
            {
                Series = "other-1",
                Round = 1,
                Visit = 1,
                Therapist = therapist,
                Room = room,
                From = network.Calendar.At(date, from * 60),
                To = network.Calendar.At(date, to * 60),
                Expires = DateTimeOffset.MaxValue,
            });
        return book;
    }

    [Fact]
    public void A_routine_series_starts_on_the_next_business_day()
    {
        Assert.Equal(new(2026, 12, 1), Fit(Order(1, 1), One).Visits[0].Date);
        Assert.Equal(new(2026, 12, 7), Fit(Order(1, 1), One, now: Some.Monday.AddDays(4)).Visits[0].Date);
        Assert.Equal(new(2026, 12, 9), Fit(Order(1, 1) with { NotBefore = new(2026, 12, 9) }, One).Visits[0].Date);
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
