namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>An accepted referral asks which of its visits are covered. Asked again with the same content until answered.</summary>
public sealed record CoverageRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>The clinic chain (tenant) that received the referral.</summary>
    public required string Chain { get; init; }
    /// <summary>Visits prescribed, 1–60.</summary>
    public required int Visits { get; init; }
    /// <summary>FHIR request-priority: routine, urgent, asap or stat.</summary>
    public required string Priority { get; init; }
    /// <summary>Number of the order's newest correction, 0 while it is as received: a newer one needs a new decision.</summary>
    public int Correction { get; init; }
}
