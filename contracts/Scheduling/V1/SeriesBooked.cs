namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>The held series is booked, all visits at once.</summary>
public sealed record SeriesBooked : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
}
