namespace ClinicNetwork.Scheduling.Booking;

/// <summary>A whole series in its place: one location, one therapist, a room and a time for each visit.</summary>
public sealed record SeriesPlan
{
    public required string LocationId { get; init; }
    public required string LocationName { get; init; }
    public required string TherapistId { get; init; }
    public required string TherapistName { get; init; }
    /// <summary>In order of time.</summary>
    public required IReadOnlyList<PlannedVisit> Visits { get; init; }

    /// <summary>The visit with this number; null when there is none.</summary>
    public PlannedVisit? Find(int visit) => Visits.FirstOrDefault(v => v.Visit == visit);
}

/// <summary>One visit's place.</summary>
public sealed record PlannedVisit
{
    /// <summary>1, 2, ….</summary>
    public required int Visit { get; init; }
    /// <summary>Calendar day where it takes place.</summary>
    public required DateOnly Date { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
    public required string Room { get; init; }
}

/// <summary>What became of a visit, in codes and numbers; the therapist's note lies with the words.</summary>
public sealed record VisitOutcome
{
    public required int Visit { get; init; }
    public required VisitStatus Status { get; init; }
    /// <summary>Hands-on minutes, 1–240; 0 when missed.</summary>
    public int Minutes { get; init; }
    public IReadOnlyList<string> Techniques { get; init; } = [];
    /// <summary>Numeric rating 0–10, before and after.</summary>
    public int? PainBefore { get; init; }
    public int? PainAfter { get; init; }

    /// <summary>Says the same (lists by content).</summary>
    public bool Same(VisitOutcome other) =>
        this with { Techniques = other.Techniques } == other && Techniques.SequenceEqual(other.Techniques);
}
