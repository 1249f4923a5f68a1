namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>A covered (or self-paid) referral asks scheduling to hold a whole series of visits.</summary>
public sealed record PlacementRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>Placement attempt, 1, 2, …; every answer carries it, an answer to an old attempt is answered with its release.</summary>
    public required int Attempt { get; init; }
    /// <summary>The clinic chain whose locations may take the series.</summary>
    public required string Chain { get; init; }
    /// <summary>Visits to hold, 1–60.</summary>
    public required int Visits { get; init; }
    /// <summary>Certified techniques prescribed (codes); the therapist must hold every one of them.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }
    /// <summary>Cadence as FHIR Timing.repeat: <c>Frequency</c> visits in every <c>Period</c> × <c>PeriodUnit</c>.</summary>
    public required int Frequency { get; init; }
    public required int Period { get; init; }
    /// <summary>UCUM unit of the period: d, wk or mo.</summary>
    public required string PeriodUnit { get; init; }
    /// <summary>FHIR request-priority: routine, urgent, asap or stat.</summary>
    public required string Priority { get; init; }
    /// <summary>Last day (inclusive) on which a visit is covered; null when coverage has no end or the patient pays.</summary>
    public DateOnly? CoveredUntil { get; init; }
    /// <summary>Only at this location, which a coordinator has chosen; null: wherever the chain's ranking puts it.</summary>
    public string? LocationId { get; init; }
    /// <summary>Only with this therapist; null: with whoever may.</summary>
    public string? TherapistId { get; init; }
}
