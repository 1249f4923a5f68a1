using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>The answer of a search.</summary>
public abstract record Placement(Explanation Explanation);

/// <summary>A whole series fits here.</summary>
public sealed record Fits(SeriesPlan Plan, Explanation Explanation) : Placement(Explanation);

/// <summary>No whole series fits now; why, also in words.</summary>
public sealed record FitsNowhere(NoSlotsReason Reason, string Text, Explanation Explanation) : Placement(Explanation);

/// <summary>One search through the candidates. Each finds less than the one before asks for, so what an earlier one finds comes first.</summary>
/// <param name="Far">Beyond the chain's <see cref="Chain.NearKm"/>; false: within, or at an unknown distance.</param>
/// <param name="KeepsDays">Only on days that the patient prefers.</param>
/// <param name="KeepsTime">All visits at one time of day.</param>
sealed record Pass(bool Far, bool KeepsDays, bool KeepsTime);

/// <summary>
/// Finds the best whole series: one therapist, one location, the prescribed cadence, ranked by <see cref="Ranking"/>. Pure:
/// what is taken comes in with the day book.
/// </summary>
/// <remarks>
/// Locations within the chain's <see cref="Chain.NearKm"/> come before all others. A routine series keeps one time of day if
/// that is possible anywhere; an urgent one starts as early as possible and keeps the time of day where it can.
/// </remarks>
public sealed class PlacementSearch
{
    static readonly TimeSpan UrgentLead = TimeSpan.FromHours(2);
    readonly Order order;
    readonly ChainView network;
    readonly DateOnly today;
    readonly DateOnly from;
    readonly int minute;
    readonly WholeSeries series;
    readonly Ranking ranking;
    readonly List<Candidate> candidates;

    PlacementSearch(Order order, ChainView network, DayBook book, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> patientBusy, DateTimeOffset now)
    {
        (this.order, this.network, today) = (order, network, network.Calendar.Today(now));
        (from, minute) = Earliest(now);
        series = new(order, network, book, patientBusy);
        ranking = new(order, network, book, today);
        candidates = [.. Candidate.Of(order, network, from)];
    }

    /// <summary>The best place.</summary>
    public static Placement Find(Order order, ChainView network, DayBook book, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> patientBusy, DateTimeOffset now)
    {
        var search = new PlacementSearch(order, network, book, patientBusy, now);
        var explain = new PlacementWords(order, network, search.from);
        var found = search.Passes.Select(pass => search.Search(search.candidates, pass, all: false)).FirstOrDefault(f => f.Count > 0);
        if (found is not null) return new Fits(search.Plan(found[0].Series), explain.Found(found));
        var overlap = patientBusy.Count > 0 && search.candidates.Count > 0 && Find(order, network, book, [], now) is Fits;
        return explain.Nowhere(search.candidates.Count, overlap);
    }

    /// <summary>The best place at each location, by the same ranking, and the locations that have none.</summary>
    public static Shortlist AtEach(Order order, ChainView network, DayBook book, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> patientBusy, DateTimeOffset now)
    {
        var search = new PlacementSearch(order, network, book, patientBusy, now);
        var (ranked, left) = (new List<Ranked>(), search.candidates.ToList());
        foreach (var pass in search.Passes)
        {
            ranked.AddRange(search.Search(left, pass, all: true));
            left = [.. left.Except(ranked.Select(r => r.Series.Candidate))];
        }
        return new ShortlistWords(order, network, search.from, search.today, search.ranking).Of(ranked);
    }

    IEnumerable<Pass> Passes =>
        from far in FarLast
        from keepsDays in order.Preferences?.Weekdays is null ? No : YesThenNo
        from keepsTime in order.IsUrgent ? No : YesThenNo
        select new Pass(far, keepsDays, keepsTime);

    static readonly bool[] FarLast = [false, true], No = [false], YesThenNo = [true, false];

    /// <summary>Each candidate's best series on the first day on which they can start one, best first.</summary>
    /// <param name="all">False: only until no other can win any more.</param>
    List<Ranked> Search(IReadOnlyList<Candidate> among, Pass pass, bool all)
    {
        var (found, open) = (new List<Ranked>(), among.Where(c => ranking.IsFar(c) == pass.Far).ToList());
        var last = today.AddDays(7 * network.Chain.Body.HorizonWeeks);
        if (order.CoveredUntil is { } covered && covered < last) last = covered;
        for (var day = from; day <= last && open.Count > 0; day = day.AddDays(1))
        {
            if (!all && found.Count > 0 && found.Min(f => f.Points.Sum) is var best && open.TrueForAll(c => ranking.PointsOf(c, day, pass).Sum >= best)) break;
            foreach (var candidate in open.ToList())
            {
                if (series.On(candidate, day, day > from ? 0 : minute, pass).Select(s => ranking.Of(s, pass)).Min(Ranking.Order) is not { } own) continue;
                found.Add(own);
                open.Remove(candidate);
            }
        }
        return [.. found.Order(Ranking.Order)];
    }

    /// <summary>Urgent: two hours from now. Others: the next business day.</summary>
    (DateOnly Date, int Minute) Earliest(DateTimeOffset now)
    {
        var earliest = order.IsUrgent ? network.Calendar.Local(now + UrgentLead) : (today.AddDays(1), 0);
        if (!order.IsUrgent)
            while (earliest.Item1.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) earliest = (earliest.Item1.AddDays(1), 0);
        return order.NotBefore is { } notBefore && notBefore > earliest.Item1 ? (notBefore, 0) : earliest;
    }

    SeriesPlan Plan(Possible found) => new()
    {
        LocationId = found.Candidate.Location.Id,
        LocationName = found.Candidate.Location.Body.Name,
        TherapistId = found.Candidate.Therapist.Id,
        TherapistName = found.Candidate.Therapist.Body.Name,
        Visits = [.. found.Visits.Select((v, i) => new PlannedVisit
        {
            Visit = i + 1, Date = v.Date, Room = v.Room,
            Start = network.Calendar.At(v.Date, v.Start), End = network.Calendar.At(v.Date, v.Start + network.Chain.Body.VisitMinutes),
        })],
    };
}
