namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>A therapist has completed a visit. What was found and done stays in scheduling until the report asks for it.</summary>
public sealed record VisitCompleted : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>The visit's number in its series, 1, 2, ….</summary>
    public required int Visit { get; init; }
    public required DateOnly Date { get; init; }
    /// <summary>Hands-on minutes, 1–240.</summary>
    public required int Minutes { get; init; }
    /// <summary>Visits of the series that have no outcome yet; 0 after the last one.</summary>
    public required int Remaining { get; init; }
}
