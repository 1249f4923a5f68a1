using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>A therapist at one location, with the hours in which both work.</summary>
sealed class Candidate(Versioned<Therapist> therapist, Versioned<Location> location, int visitMinutes, double? km)
{
    readonly List<(int From, int To)>[] windows = [.. Enum.GetValues<DayOfWeek>().Select(day => Windows(day, therapist.Body, location))];
    readonly HashSet<DateOnly> closed = [.. location.Body.ClosedDates];

    public Versioned<Therapist> Therapist => therapist;
    public Versioned<Location> Location => location;
    /// <summary>Distance from the patient; null when unknown.</summary>
    public double? Km => km;
    public DateOnly ValidThrough { get; } = Credential.ValidThrough(therapist.Body);

    public bool IsClosed(DateOnly date) => closed.Contains(date) || date >= location.Body.ClosesOn;

    /// <summary>Minutes on a day in which both work.</summary>
    public int Minutes(DateOnly date) => IsClosed(date) ? 0 : windows[(int)date.DayOfWeek].Sum(w => w.To - w.From);

    /// <summary>Starts of visits on a day, one after the other from the beginning of each window.</summary>
    public IEnumerable<int> Starts(DateOnly date)
    {
        if (IsClosed(date)) yield break;
        foreach (var (from, to) in windows[(int)date.DayOfWeek])
            for (var start = from; start + visitMinutes <= to; start += visitMinutes) yield return start;
    }

    /// <summary>True when a visit may start then.</summary>
    public bool Works(DateOnly date, int start) =>
        !IsClosed(date) && windows[(int)date.DayOfWeek].Exists(w => w.From <= start && start + visitMinutes <= w.To);

    static List<(int, int)> Windows(DayOfWeek day, Therapist therapist, Versioned<Location> location) =>
    [
        .. from shift in therapist.Shifts.Where(s => s.Weekday == day && s.Location == location.Id)
           from open in location.Body.Hours.Where(h => h.Weekday == day)
           let start = Math.Max(Minute(shift.From), Minute(open.From))
           let end = Math.Min(Minute(shift.To), Minute(open.To))
           where start < end
           orderby start
           select (start, end),
    ];

    static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;

    /// <summary>Every therapist of the chain who holds the techniques and may treat, at each location where they work; only those that the order names, if it does.</summary>
    public static IEnumerable<Candidate> Of(Order order, ChainView network, DateOnly day) =>
        from therapist in network.Therapists
        where (order.Therapist ?? therapist.Id) == therapist.Id && order.Techniques.All(therapist.Body.Techniques.Contains) && Credential.Check(therapist.Body, day, day).Count == 0
        from location in network.Locations
        where (order.Location ?? location.Id) == location.Id && WorksAt(therapist, location)
        select new Candidate(therapist, location, network.Chain.Body.VisitMinutes, Distance(order, location.Body));

    /// <summary>True when the therapist has shifts there.</summary>
    public static bool WorksAt(Versioned<Therapist> therapist, Versioned<Location> location) => therapist.Body.Shifts.Any(s => s.Location == location.Id);

    /// <summary>Great-circle distance (haversine) in kilometres; null when unknown.</summary>
    public static double? Distance(Order order, Location location)
    {
        if (order is not { Latitude: { } latitude, Longitude: { } longitude }) return null;
        var (a, b) = (double.DegreesToRadians(latitude), double.DegreesToRadians(location.Latitude));
        var north = Math.Sin((b - a) / 2);
        var east = Math.Sin(double.DegreesToRadians(location.Longitude - longitude) / 2);
        return 2 * 6371.0088 * Math.Asin(Math.Sqrt((north * north) + (Math.Cos(a) * Math.Cos(b) * east * east)));
    }
}
