namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What is to be placed: codes, numbers and dates only.</summary>
public sealed record Order
{
    public required string Chain { get; init; }
    /// <summary>Visits wanted, 1–60.</summary>
    public required int Visits { get; init; }
    /// <summary>Techniques prescribed; the therapist must hold every one.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }
    public required Cadence Cadence { get; init; }
    /// <summary>FHIR request-priority: routine, urgent, asap or stat.</summary>
    public required string Priority { get; init; }
    /// <summary>Last day (inclusive) on which a visit is covered; null: open.</summary>
    public DateOnly? CoveredUntil { get; init; }
    /// <summary>No visit before this day.</summary>
    public DateOnly? NotBefore { get; init; }
    /// <summary>Only on these days of the week; null: on any.</summary>
    public IReadOnlyList<DayOfWeek>? Weekdays { get; init; }
    /// <summary>Where the patient lives, WGS 84 degrees; null: distance does not count.</summary>
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    /// <summary>Only at this location; null: at any of the chain's.</summary>
    public string? Location { get; init; }
    /// <summary>Only with this therapist; null: with any who may.</summary>
    public string? Therapist { get; init; }
    /// <summary>Who has treated the patient in this referral last; null: nobody yet.</summary>
    public string? TreatedBy { get; init; }
    /// <summary>What the patient prefers; null: nothing is known of it.</summary>
    public PatientPreferences? Preferences { get; init; }

    /// <summary>0 for the most urgent.</summary>
    public int Urgency => Priority switch { "stat" => 0, "asap" => 1, "urgent" => 2, _ => 3 };

    /// <summary>Urgent orders start as soon as possible, others on the next business day.</summary>
    public bool IsUrgent => Urgency < 3;
}
