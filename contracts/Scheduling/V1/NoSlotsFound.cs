namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>No whole series fits now. The attempt waits in scheduling and is tried again when something frees.</summary>
public sealed record NoSlotsFound : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>Why, as a code: no-certified-therapist, no-technique, no-room-or-time, patient-overlap.</summary>
    public required string Reason { get; init; }
    /// <summary>The same in words for people; names requirements and counts, never a patient.</summary>
    public required string Explanation { get; init; }
}
