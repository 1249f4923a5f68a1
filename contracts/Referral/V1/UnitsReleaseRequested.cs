namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>The units of this attempt are no longer wanted, whether reserved or still on their way.</summary>
public sealed record UnitsReleaseRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Why, as a code: cancelled, series-released, superseded.</summary>
    public required string Reason { get; init; }
}
