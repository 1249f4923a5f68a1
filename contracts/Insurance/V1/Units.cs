namespace ClinicNetwork.Contracts.Insurance.V1;

/// <summary>One unit is reserved for each visit of the attempt.</summary>
public sealed record UnitsReserved : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
}

/// <summary>Not every visit of the attempt could get its unit, so none is reserved.</summary>
public sealed record UnitsRefused : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Why, as a code: units-exhausted, benefit-exhausted, fund-exhausted, released, not-covered.</summary>
    public required string ReasonCode { get; init; }
    /// <summary>The same in words for people.</summary>
    public required string Reason { get; init; }
}
