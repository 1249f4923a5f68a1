namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>A clinic chain (tenant) and how it places series. Data that an operator changes.</summary>
public sealed record Chain
{
    public required string Name { get; init; }
    /// <summary>IANA time zone of all its locations.</summary>
    public string TimeZone { get; init; } = "America/New_York";
    /// <summary>How long a hold lasts before it lapses, 1–1440 minutes.</summary>
    public int HoldMinutes { get; init; } = 10;
    /// <summary>A series starts at most so many weeks from now, 1–104.</summary>
    public int HorizonWeeks { get; init; } = 26;
    /// <summary>Length of a visit, 15–240 minutes.</summary>
    public int VisitMinutes { get; init; } = 60;
    /// <summary>Locations within this distance of the patient come before all others, 1–500 km; null: only dates and then distance count.</summary>
    public double? NearKm { get; init; }
    /// <summary>What counts when places are compared.</summary>
    public RoutingWeights Weights { get; init; } = new();
}
