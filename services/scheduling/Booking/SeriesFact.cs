using ClinicNetwork.Scheduling.Slots;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What can happen to a series.</summary>
public abstract record SeriesFact;

/// <summary>Placing starts: the intent is stored before the first claim.</summary>
public sealed record PlacementBegun : SeriesFact
{
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    public required Order Order { get; init; }
    public required Patient Patient { get; init; }
    public required DateTimeOffset TakeOverAt { get; init; }
}

/// <summary>Placing starts over under a new round; claims of earlier rounds are void.</summary>
public sealed record PlacementRestarted : SeriesFact
{
    public required int Round { get; init; }
    public required DateTimeOffset TakeOverAt { get; init; }
}

/// <summary>No whole series fits now.</summary>
public sealed record SlotsMissing : SeriesFact
{
    /// <summary>no-certified-therapist, no-technique, no-room-or-time or patient-overlap.</summary>
    public required string Reason { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset RetryAt { get; init; }
    public Explanation? Explanation { get; init; }
}

/// <summary>All claims are written: the series is held. The commit.</summary>
public sealed record HoldTaken : SeriesFact
{
    public required SeriesPlan Plan { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public Explanation? Explanation { get; init; }
}

/// <summary>Held became booked, all visits at once.</summary>
public sealed record SeriesConfirmed : SeriesFact
{
    public required DateTimeOffset OverdueAt { get; init; }
}

/// <summary>The series has ended; its claims are free.</summary>
public sealed record SeriesWithdrawn : SeriesFact
{
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Empty when the request that names the chain has not been heard.</summary>
    public required string Chain { get; init; }
    public required string Reason { get; init; }
}

/// <summary>A visit has its outcome.</summary>
public sealed record OutcomeRecorded : SeriesFact
{
    public required VisitOutcome Outcome { get; init; }
}

/// <summary>The last visit's day is over and outcomes are missing.</summary>
public sealed record OutcomesMissed : SeriesFact;
