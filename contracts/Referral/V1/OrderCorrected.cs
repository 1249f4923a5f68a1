namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>The hospital has corrected its order while visits are placed or booked: whoever keeps words of it reads them again.</summary>
public sealed record OrderCorrected : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>Placement attempt that is under way, 1, 2, …</summary>
    public required int Attempt { get; init; }
}
