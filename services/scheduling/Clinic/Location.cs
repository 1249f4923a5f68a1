namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>A place where visits happen.</summary>
public sealed record Location
{
    /// <summary>Id of the chain it belongs to.</summary>
    public required string Chain { get; init; }
    public required string Name { get; init; }
    public required string Address { get; init; }
    /// <summary>US state, two letters, e.g. MA.</summary>
    public required string State { get; init; }
    /// <summary>WGS 84 degrees.</summary>
    public required double Latitude { get; init; }
    public required double Longitude { get; init; }
    /// <summary>Names of its treatment rooms, 1–40; each takes one visit at a time.</summary>
    public required IReadOnlyList<string> Rooms { get; init; }
    /// <summary>Weekly opening hours in local time.</summary>
    public required IReadOnlyList<OpeningHours> Hours { get; init; }
    /// <summary>Days on which it stays closed against its hours.</summary>
    public IReadOnlyList<DateOnly> ClosedDates { get; init; } = [];
    /// <summary>The first day on which it is closed for good; null: it stays open.</summary>
    public DateOnly? ClosesOn { get; init; }
}

/// <summary>Open on a weekday from–to, local time.</summary>
public sealed record OpeningHours
{
    public required DayOfWeek Weekday { get; init; }
    public required TimeOnly From { get; init; }
    public required TimeOnly To { get; init; }
}
