namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>The units of this attempt are no longer wanted, whether reserved or still on their way.</summary>
public sealed record UnitsReleaseRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Why, as a code: cancelled, series-released, superseded, completed.</summary>
    public required string Reason { get; init; }
    /// <summary>Visits of the attempt that took place: each uses its unit, all others are given back. Null or empty when none did.</summary>
    public IReadOnlyList<PlannedVisit>? Completed { get; init; }
}
