using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>What a place costs by the chain's <see cref="RoutingWeights"/>; the fewest points win.</summary>
public sealed record Points(double Wait, double Distance, double Load, double Continuity, double Preference)
{
    public double Sum => Wait + Distance + Load + Continuity + Preference;
}

/// <summary>A possible series with what decides its rank.</summary>
sealed record Ranked(Possible Series, Pass Pass, Points Points, IReadOnlyList<string> Unmet);

/// <summary>
/// The one ranking: of placements, and of what coordinators choose from. By points, then the first visit's day, then more
/// visits, the last visit's day, the distance, fewer changes of the time of day, ids.
/// </summary>
sealed class Ranking(Order order, ChainView network, DayBook book, DateOnly today)
{
    const int LoadDays = 28;
    readonly RoutingWeights weights = network.Chain.Body.Weights;
    readonly Dictionary<string, double> loads = [];

    public static IComparer<Ranked> Order { get; } = Comparer<Ranked>.Create(Compare);

    public Ranked Of(Possible series, Pass pass) => new(series, pass, PointsOf(series.Candidate, series.First, pass), Unmet(series.Candidate, pass));

    /// <summary>What a series of this candidate costs that begins on this day.</summary>
    public Points PointsOf(Candidate candidate, DateOnly first, Pass pass) => new(
        weights.Wait * Wait(first),
        weights.Distance * (candidate.Km ?? 0),
        weights.Load > 0 ? weights.Load * Load(candidate.Location) : 0,
        order.TreatedBy is null || order.TreatedBy == candidate.Therapist.Id ? 0 : weights.Continuity,
        weights.Preference * Unmet(candidate, pass).Count);

    /// <summary>Days from today.</summary>
    public int Wait(DateOnly first) => first.DayNumber - today.DayNumber;

    /// <summary>True beyond what the chain calls near.</summary>
    public bool IsFar(Candidate candidate) => candidate.Km > network.Chain.Body.NearKm;

    /// <summary>The share of a location's hours that is taken in the four weeks to come, 0–1.</summary>
    public double Load(Hosting.Versioned<Location> location)
    {
        if (loads.TryGetValue(location.Id, out var known)) return known;
        var days = Enumerable.Range(1, LoadDays).Select(today.AddDays).ToList();
        var hours = network.Therapists.Where(t => Candidate.WorksAt(t, location)).Select(t => new Candidate(t, location, network.Chain.Body.VisitMinutes, null))
            .Sum(c => days.Sum(c.Minutes));
        return loads[location.Id] = hours == 0 ? 1 : Math.Min(1, days.Sum(day => (double)book.Taken(location.Id, day)) / hours);
    }

    /// <summary>Preferences that this place would not meet, in words.</summary>
    IReadOnlyList<string> Unmet(Candidate candidate, Pass pass)
    {
        if (order.Preferences is not { } wanted) return [];
        var (unmet, therapist) = (new List<string>(), candidate.Therapist.Body);
        if (wanted.Gender is { } gender && therapist.Gender != gender) unmet.Add($"gender: {therapist.Name} is {therapist.Gender}, not {gender}");
        if (wanted.Language is { } language && !therapist.Languages.Any(l => Language.Serves(l, language))) unmet.Add($"language: {therapist.Name} does not speak {language}");
        if (candidate.Km > wanted.TravelKm) unmet.Add($"travel: {candidate.Km:0} km are more than {wanted.TravelKm}");
        if (wanted.Weekdays is not null && !pass.KeepsDays) unmet.Add("weekdays: not all visits are on the days preferred");
        return unmet;
    }

    static int Compare(Ranked a, Ranked b)
    {
        var (x, y) = (a.Series, b.Series);
        ReadOnlySpan<int> differences =
        [
            a.Points.Sum.CompareTo(b.Points.Sum),
            x.First.CompareTo(y.First),
            y.Visits.Count.CompareTo(x.Visits.Count),
            x.Last.CompareTo(y.Last),
            (x.Candidate.Km ?? 0).CompareTo(y.Candidate.Km ?? 0),
            x.Changes.CompareTo(y.Changes),
            string.CompareOrdinal(x.Candidate.Location.Id, y.Candidate.Location.Id),
            string.CompareOrdinal(x.Candidate.Therapist.Id, y.Candidate.Therapist.Id),
            x.Visits[0].Start.CompareTo(y.Visits[0].Start),
        ];
        foreach (var difference in differences) if (difference != 0) return difference;
        return 0;
    }

    /// <summary>What puts the one before the other, said of the other.</summary>
    public static string Difference(Ranked best, Ranked next)
    {
        var (b, n) = (best.Series, next.Series);
        if (next.Pass.Far && !best.Pass.Far) return $"{n.Candidate.Km:0} km away, and so not near";
        if (best.Pass.KeepsDays && !next.Pass.KeepsDays) return "not always on the days preferred";
        if (best.Pass.KeepsTime && !next.Pass.KeepsTime) return "not always at one time of day";
        var (points, most) = new (double More, string Words)[]
        {
            (next.Points.Preference - best.Points.Preference, $"which does not meet: {string.Join("; ", next.Unmet)}"),
            (next.Points.Wait - best.Points.Wait, $"starting later, on {n.First:yyyy-MM-dd}"),
            (next.Points.Continuity - best.Points.Continuity, "with another therapist than before"),
            (next.Points.Distance - best.Points.Distance, $"{n.Candidate.Km:0} km away instead of {b.Candidate.Km:0} km"),
            (next.Points.Load - best.Points.Load, "where less is free"),
        }.MaxBy(d => d.More);
        return points > 0 ? most
            : n.First > b.First ? $"starting later, on {n.First:yyyy-MM-dd}"
            : n.Visits.Count < b.Visits.Count ? $"with {n.Visits.Count} visits only"
            : n.Last > b.Last ? $"ending later, on {n.Last:yyyy-MM-dd}"
            : n.Candidate.Km > b.Candidate.Km ? $"{n.Candidate.Km:0} km away instead of {b.Candidate.Km:0} km"
            : n.Changes > b.Changes ? "not always at one time of day"
            : "equal, and later by name";
    }
}
