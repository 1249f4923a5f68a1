using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>A whole series that would fit.</summary>
sealed record Possible(Candidate Candidate, IReadOnlyList<(DateOnly Date, int Start, string Room)> Visits)
{
    public DateOnly First => Visits[0].Date;
    public DateOnly Last => Visits[^1].Date;
    /// <summary>Visits at another time of day than the first.</summary>
    public int Changes => Visits.Count(v => v.Start != Visits[0].Start);
}

/// <summary>Finds whole series of one therapist at one location, in the prescribed cadence. Pure: what is taken comes in with the day book.</summary>
/// <param name="patientBusy">When the patient has other visits.</param>
sealed class WholeSeries(Order order, ChainView network, DayBook book, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> patientBusy)
{
    readonly int length = network.Chain.Body.VisitMinutes;
    readonly List<(DateOnly Date, int From, int To)> busy =
        [.. patientBusy.Select(b => (network.Calendar.Local(b.From).Date, network.Calendar.Local(b.From).Minute, network.Calendar.Local(b.From).Minute + (int)(b.To - b.From).TotalMinutes))];

    /// <summary>The candidate's series that begin on this day, from this minute on.</summary>
    /// <param name="rules">What they keep to besides the order.</param>
    public IEnumerable<Possible> On(Candidate candidate, DateOnly day, int minute, Pass rules) => !IsWanted(day, rules) ? [] :
        candidate.Starts(day).Where(start => start >= minute).Select(start => Build(candidate, day, start, rules)).OfType<Possible>();

    /// <summary>The series that starts here, each next visit as near to its ideal day as possible; null when it does not fit.</summary>
    Possible? Build(Candidate candidate, DateOnly first, int start, Pass rules)
    {
        if (Room(candidate, first, start) is not { } firstRoom) return null;
        var visits = new List<(DateOnly Date, int Start, string Room)>(order.Visits) { (first, start, firstRoom) };
        var dates = new List<DateOnly>(order.Visits) { first };
        while (visits.Count < order.Visits)
        {
            var window = Window(candidate, dates, rules, out var coverageEnds);
            var next = At(candidate, window, start);
            if (next is null && !rules.KeepsTime)
                next = window.Select(day => candidate.Starts(day).OrderBy(s => Math.Abs(s - start)).Select(s => At(candidate, [day], s)).FirstOrDefault(v => v is not null))
                    .FirstOrDefault(v => v is not null);
            // Past the covered days the series ends early; inside them a gap means that it does not fit here.
            if (next is null) return coverageEnds ? new(candidate, visits) : null;
            visits.Add(next.Value);
            dates.Add(next.Value.Date);
        }
        return new(candidate, visits);
    }

    bool IsWanted(DateOnly day, Pass rules) =>
        (order.Weekdays?.Contains(day.DayOfWeek) ?? true) && (!rules.KeepsDays || (order.Preferences?.Weekdays?.Contains(day.DayOfWeek) ?? true));

    (DateOnly Date, int Start, string Room)? At(Candidate candidate, List<DateOnly> days, int start)
    {
        foreach (var day in days)
            if (Room(candidate, day, start) is { } room) return (day, start, room);
        return null;
    }

    /// <summary>Days on which the next visit may lie, the best first.</summary>
    List<DateOnly> Window(Candidate candidate, List<DateOnly> dates, Pass rules, out bool coverageEnds)
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
            else if (gap >= cadence.MinGap && cadence.Allows(dates, day) && IsWanted(day, rules)) days.Add(day);
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
}
