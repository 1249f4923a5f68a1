namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What can happen to a series.</summary>
public abstract record SeriesFact;

/// <summary>Placing starts: the intent is stored before the first claim.</summary>
public sealed record PlacementBegun : SeriesFact
{
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    public required Order Order { get; init; }
    /// <summary>Keyed hash of the patient within the chain.</summary>
    public required string PatientKey { get; init; }
    /// <summary>The partner hospital that sent the referral (client id); only it sees the appointments.</summary>
    public string? Partner { get; init; }
    public string? ConditionGroup { get; init; }
    public required DateTimeOffset TakeOverAt { get; init; }
}

/// <summary>Placing starts over under a new round; claims of earlier rounds are void.</summary>
public sealed record PlacementRestarted : SeriesFact
{
    public required int Round { get; init; }
    public required DateTimeOffset TakeOverAt { get; init; }
}

/// <summary>No whole series fits now.</summary>
public sealed record NoSlotsFound : SeriesFact
{
    public required NoSlotsReason Reason { get; init; }
    /// <summary>The network's own sentence.</summary>
    public required string Text { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset RetryAt { get; init; }
    public Explanation? Explanation { get; init; }
}

/// <summary>All claims are written: the series is held. The commit.</summary>
public sealed record SeriesHeld : SeriesFact
{
    public required SeriesPlan Plan { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public Explanation? Explanation { get; init; }
}

/// <summary>Held became booked, all visits at once.</summary>
public sealed record SeriesBooked : SeriesFact
{
    /// <summary>When outcomes that are missing then become a matter for the coordinator.</summary>
    public DateTimeOffset? OverdueAt { get; init; }
}

/// <summary>The series has ended; its claims are free. Once more when the late request says whose it was.</summary>
public sealed record SeriesReleased : SeriesFact
{
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Empty when the request that names the chain has not been heard.</summary>
    public required string Chain { get; init; }
    public required ReleaseReason Reason { get; init; }
}

/// <summary>A visit took place.</summary>
public sealed record VisitCompleted : SeriesFact
{
    public required int Visit { get; init; }
    public required int Minutes { get; init; }
    public required IReadOnlyList<string> Techniques { get; init; }
    public int? PainBefore { get; init; }
    public int? PainAfter { get; init; }
}

/// <summary>The patient did not attend a visit.</summary>
public sealed record VisitMissed : SeriesFact
{
    public required int Visit { get; init; }
}

/// <summary>The order was corrected: what is kept of it in words is as it is now.</summary>
public sealed record WordsRenewed : SeriesFact;

/// <summary>Every visit has its outcome.</summary>
public sealed record SeriesCompleted : SeriesFact;

/// <summary>The last visit's day is over and outcomes are missing.</summary>
public sealed record OutcomesOverdue : SeriesFact;
