namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>The series of this attempt is no longer wanted, held, booked or still on its way: give back what it claims.</summary>
public sealed record SeriesReleaseRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Why, as a code: cancelled, units-refused, superseded.</summary>
    public required string Reason { get; init; }
}
