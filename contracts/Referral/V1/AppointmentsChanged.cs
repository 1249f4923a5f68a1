namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>Appointments of a referral were booked as one, or one took place or was missed, or what was left of them was cancelled.</summary>
public sealed record AppointmentsChanged : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required string Chain { get; init; }
    /// <summary>The partner hospital that sent it (client id).</summary>
    public required string Partner { get; init; }
    /// <summary>Placement attempt that they belong to, 1, 2, …</summary>
    public required int Attempt { get; init; }
    /// <summary>Their numbers in the series, 1–60.</summary>
    public required IReadOnlyList<int> Visits { get; init; }
    /// <summary>FHIR Appointment.status of all of them: booked, fulfilled, noshow or cancelled.</summary>
    public required string Status { get; init; }
    public required DateTimeOffset At { get; init; }
}
