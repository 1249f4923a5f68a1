namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>Units are reserved (or the patient pays): scheduling may turn the held series of this attempt into a booked one.</summary>
public sealed record BookingRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
}
