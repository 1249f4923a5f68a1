namespace ClinicNetwork.Contracts.Insurance.V1;

/// <summary>Nothing is reserved for this attempt any more: each of its units is used or given back, also where they are counted.</summary>
public sealed record UnitsReleased : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
}
