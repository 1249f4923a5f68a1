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

/// <summary>
/// Finds the earliest whole series: one therapist, one location, the prescribed cadence. Ranks by the first visit's day, then
/// more visits, the last visit's day, the distance, and ids. Pure: what is taken comes in with the day book.
/// </summary>
/// <remarks>
/// Locations within the chain's <see cref="Chain.NearKm"/> come before all others. A routine series keeps one time of day if
/// that is possible anywhere; an urgent one starts as early as possible and keeps the time of day where it can.
/// </remarks>
public sealed class PlacementSearch(Order order, ChainView network, DayBook book, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> patientBusy, DateTimeOffset now)
{
    static readonly TimeSpan UrgentLead = TimeSpan.FromHours(2);
    readonly Calendar calendar = network.Calendar;
    readonly int length = network.Chain.Body.VisitMinutes;
    readonly List<(DateOnly Date, int From, int To)> busy =
        [.. patientBusy.Select(b => (network.Calendar.Local(b.From).Date, network.Calendar.Local(b.From).Minute, network.Calendar.Local(b.From).Minute + (int)(b.To - b.From).TotalMinutes))];

    sealed record Possible(Candidate Candidate, IReadOnlyList<(DateOnly Date, int Start, string Room)> Visits)
    {
        public int Changes => Visits.Count(v => v.Start != Visits[0].Start);
    }

    public static Placement Find(Order order, ChainView network, DayBook book, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> patientBusy, DateTimeOffset now) =>
        new PlacementSearch(order, network, book, patientBusy, now).Find();

    Placement Find()
    {
        var (from, minute) = Earliest();
        var candidates = Candidate.Of(order, network, from).ToList();
        var near = candidates.Where(c => c.Km is null || network.Chain.Body.NearKm is not { } km || c.Km <= km).ToList();
        var found = Search(near, from, minute);
        if (found.Count == 0) found = Search([.. candidates.Except(near)], from, minute);
        var explain = new PlacementWords(order, network, from);
        if (found.Count > 0) return new Fits(Plan(found[0]), explain.Found([.. found.Take(Explanation.Longest).Select(Consider)]));
        var overlap = busy.Count > 0 && candidates.Count > 0 && Find(order, network, book, [], now) is Fits;
        return explain.Nowhere(candidates.Count, overlap);
    }

    List<Possible> Search(IReadOnlyList<Candidate> candidates, DateOnly from, int minute)
    {
        var strict = order.IsUrgent ? [] : FirstDay(candidates, from, minute, keepTime: true);
        return strict.Count > 0 ? strict : FirstDay(candidates, from, minute, keepTime: false);
    }

    /// <summary>Urgent: two hours from now. Others: the next business day.</summary>
    (DateOnly Date, int Minute) Earliest()
    {
        var earliest = order.IsUrgent ? calendar.Local(now + UrgentLead) : (calendar.Today(now).AddDays(1), 0);
        if (!order.IsUrgent)
            while (earliest.Item1.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) earliest = (earliest.Item1.AddDays(1), 0);
        return order.NotBefore is { } notBefore && notBefore > earliest.Item1 ? (notBefore, 0) : earliest;
    }

    /// <summary>All candidates' best series on the first day on which any of them can start one, best first.</summary>
    List<Possible> FirstDay(IReadOnlyList<Candidate> candidates, DateOnly from, int minute, bool keepTime)
    {
        var last = calendar.Today(now).AddDays(7 * network.Chain.Body.HorizonWeeks);
        if (order.CoveredUntil is { } covered && covered < last) last = covered;
        for (var day = from; day <= last; day = day.AddDays(1))
        {
            if (!IsWanted(day)) continue;
            var found = new List<Possible>();
            foreach (var candidate in candidates)
            {
                var best = candidate.Starts(day)
                    .Where(start => day > from || start >= minute)
                    .Select(start => Build(candidate, day, start, keepTime)).OfType<Possible>()
                    .Order(Comparer<Possible>.Create(Compare)).FirstOrDefault();
                if (best is not null) found.Add(best);
            }
            if (found.Count > 0) return [.. found.Order(Comparer<Possible>.Create(Compare))];
        }
        return [];
    }

    static int Compare(Possible a, Possible b)
    {
        int[] order =
        [
            b.Visits.Count.CompareTo(a.Visits.Count),
            a.Visits[^1].Date.CompareTo(b.Visits[^1].Date),
            (a.Candidate.Km ?? 0).CompareTo(b.Candidate.Km ?? 0),
            a.Changes.CompareTo(b.Changes),
            string.CompareOrdinal(a.Candidate.Location.Id, b.Candidate.Location.Id),
            string.CompareOrdinal(a.Candidate.Therapist.Id, b.Candidate.Therapist.Id),
            a.Visits[0].Start.CompareTo(b.Visits[0].Start),
        ];
        return order.FirstOrDefault(o => o != 0);
    }

    /// <summary>The series that starts here, each next visit as near to its ideal day as possible; null when it does not fit.</summary>
    Possible? Build(Candidate candidate, DateOnly first, int start, bool keepTime)
    {
        if (Room(candidate, first, start) is not { } firstRoom) return null;
        var visits = new List<(DateOnly Date, int Start, string Room)>(order.Visits) { (first, start, firstRoom) };
        var dates = new List<DateOnly>(order.Visits) { first };
        while (visits.Count < order.Visits)
        {
            var window = Window(candidate, dates, out var coverageEnds);
            var next = At(candidate, window, start);
            if (next is null && !keepTime)
                next = window.Select(day => candidate.Starts(day).OrderBy(s => Math.Abs(s - start)).Select(s => At(candidate, [day], s)).FirstOrDefault(v => v is not null))
                    .FirstOrDefault(v => v is not null);
            // Past the covered days the series ends early; inside them a gap means that it does not fit here.
            if (next is null) return coverageEnds ? new(candidate, visits) : null;
            visits.Add(next.Value);
            dates.Add(next.Value.Date);
        }
        return new(candidate, visits);
    }

    bool IsWanted(DateOnly day) => order.Weekdays?.Contains(day.DayOfWeek) ?? true;

    (DateOnly Date, int Start, string Room)? At(Candidate candidate, List<DateOnly> days, int start)
    {
        foreach (var day in days)
            if (Room(candidate, day, start) is { } room) return (day, start, room);
        return null;
    }

    /// <summary>Days on which the next visit may lie, the best first.</summary>
    List<DateOnly> Window(Candidate candidate, List<DateOnly> dates, out bool coverageEnds)
    {
        var cadence = order.Cadence;
        var (previous, until) = (dates[^1], cadence.MaxGap);
        coverageEnds = false;
        var days = new List<DateOnly>();
        for (var gap = 1; gap <= until; gap++)
        {
            var day = previous.AddDays(gap);
            if (candidate.IsClosed(day) && until < cadence.MaxGap + 14) until++;
            else if (day > order.CoveredUntil) coverageEnds = true;
            else if (gap >= cadence.MinGap && cadence.Allows(dates, day) && IsWanted(day)) days.Add(day);
        }
        var ideal = cadence.Ideal(dates);
        days.Sort((a, b) => (Math.Abs(a.DayNumber - ideal), a).CompareTo((Math.Abs(b.DayNumber - ideal), b)));
        return days;
    }

    /// <summary>A free room for a visit then; null when hours, credential, therapist, patient or rooms do not allow it.</summary>
    string? Room(Candidate candidate, DateOnly date, int start)
    {
        var end = start + length;
        if (date > candidate.ValidThrough || !candidate.Works(date, start)) return null;
        foreach (var (day, from, to) in busy)
            if (day == date && from < end && to > start) return null;
        return book.IsFree(candidate.Therapist.Id, date, start, end)
            ? book.FreeRoom(candidate.Location.Id, candidate.Location.Body.Rooms, date, start, end)
            : null;
    }

    SeriesPlan Plan(Possible series) => new()
    {
        LocationId = series.Candidate.Location.Id,
        LocationName = series.Candidate.Location.Body.Name,
        TherapistId = series.Candidate.Therapist.Id,
        TherapistName = series.Candidate.Therapist.Body.Name,
        Visits = [.. series.Visits.Select((v, i) => new PlannedVisit
        {
            Visit = i + 1, Date = v.Date, Room = v.Room, Start = calendar.At(v.Date, v.Start), End = calendar.At(v.Date, v.Start + length),
        })],
    };

    static Considered Consider(Possible series) => new()
    {
        Therapist = series.Candidate.Therapist.Id,
        Location = series.Candidate.Location.Id,
        First = series.Visits[0].Date,
        Last = series.Visits[^1].Date,
        Visits = series.Visits.Count,
        Time = new(series.Visits[0].Start / 60, series.Visits[0].Start % 60),
        Km = series.Candidate.Km is { } km ? (int)Math.Round(km) : null,
    };
}
