namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What a patient prefers. Each is honoured where it can be; where not, the placement names it.</summary>
public sealed record PatientPreferences
{
    /// <summary>The therapist's FHIR administrative gender; null: any.</summary>
    public string? Gender { get; init; }
    /// <summary>A language that the therapist speaks, as a BCP 47 code in lower case; null: any.</summary>
    public string? Language { get; init; }
    /// <summary>Days of the week, within those ordered; null: any.</summary>
    public IReadOnlyList<DayOfWeek>? Weekdays { get; init; }
    /// <summary>How far the patient travels, 1–500 km; null: any distance.</summary>
    public int? TravelKm { get; init; }
}
