namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>A whole series is held: one therapist, one location, a room for each visit, until it expires.</summary>
public sealed record SeriesHeld : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    public required string LocationId { get; init; }
    public required string TherapistId { get; init; }
    /// <summary>In order; fewer than requested when the coverage ends before the cadence does.</summary>
    public required IReadOnlyList<HeldVisit> Visits { get; init; }
    /// <summary>The hold lapses at this instant unless booked before.</summary>
    public required DateTimeOffset Expires { get; init; }
}

/// <summary>One visit's place: its number (1, 2, …), its interval, and its calendar day where it takes place.</summary>
public sealed record HeldVisit
{
    public required int Visit { get; init; }
    public required DateOnly Date { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
}
