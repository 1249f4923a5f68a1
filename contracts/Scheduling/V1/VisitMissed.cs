namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>The patient did not attend a visit (FHIR Appointment.status noshow); its unit is given back.</summary>
public sealed record VisitMissed : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    public required int Visit { get; init; }
    /// <summary>Visits of the series that have no outcome yet; 0 after the last one.</summary>
    public required int Remaining { get; init; }
}
