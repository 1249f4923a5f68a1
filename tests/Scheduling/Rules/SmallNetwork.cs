using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>A chain as small as a question about placement needs, and the search in it.</summary>
static class SmallNetwork
{
    static readonly DayOfWeek[] Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public static Versioned<Location> Place(string id, double latitude = 42.36, int rooms = 1, params DateOnly[] closed) => Seed.Policy(id, new Location
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

    public static Versioned<Therapist> Works(string id, string location, int from = 9, int to = 17, DateOnly? expires = null, DayOfWeek[]? days = null, string technique = "myofascial-release") =>
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

    public static ChainView Network(IReadOnlyList<Versioned<Location>> locations, IReadOnlyList<Versioned<Therapist>> therapists, double? nearKm = null) =>
        new(Seed.Policy("c", new Chain { Name = "c", NearKm = nearKm }), locations, therapists);

    public static readonly ChainView One = Network([Place("here")], [Works("t", "here")]);

    public static Order Order(int visits, int perWeek, string priority = "routine") => Some.Order(visits, perWeek, priority, "c");

    public static SeriesPlan Fit(Order order, ChainView network, DayBook? book = null, DateTimeOffset? now = null, params (DateTimeOffset, DateTimeOffset)[] busy) =>
        Assert.IsType<Fits>(PlacementSearch.Find(order, network, book ?? new(network.Calendar), busy, now ?? Some.Monday)).Plan;

    public static FitsNowhere NoFit(Order order, ChainView network, DayBook? book = null, params (DateTimeOffset, DateTimeOffset)[] busy) =>
        Assert.IsType<FitsNowhere>(PlacementSearch.Find(order, network, book ?? new(network.Calendar), busy, Some.Monday));

    public static List<int> Gaps(SeriesPlan plan) => [.. plan.Visits.Zip(plan.Visits.Skip(1), (a, b) => b.Date.DayNumber - a.Date.DayNumber)];

    public static DayBook Taken(ChainView network, string location, params (DateOnly Date, int From, int To, string Therapist, string Room)[] claims)
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
}
