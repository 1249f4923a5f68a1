namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>A series attempt has ended without taking place: expired, withdrawn or cancelled. Its claims are free again.</summary>
public sealed record SeriesReleased : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Why, as a code: expired, cancelled, units-refused, superseded.</summary>
    public required string Reason { get; init; }
    public required string Chain { get; init; }
    /// <summary>Visits that had their outcome before; they stay. Null or empty when none had.</summary>
    public IReadOnlyList<VisitResult>? Visits { get; init; }
}
