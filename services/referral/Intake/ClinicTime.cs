using System.Globalization;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>The day and zone of a chain's clinics, by which FHIR's dates are read: a year or a month is all of it (R4, datatypes.html#dateTime and #Period).</summary>
public sealed record ClinicTime(DateOnly Today, TimeZoneInfo Zone)
{
    public static ClinicTime At(DateTimeOffset now, TimeZoneInfo zone) => new(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime), zone);

    /// <summary>The first day of a date of any precision; null when it is none.</summary>
    public DateOnly? First(string? date) => date switch
    {
        null => null,
        { Length: 4 } => Day(date + "-01-01"),
        { Length: 7 } => Day(date + "-01"),
        { Length: 10 } => Day(date),
        _ => Local(date) is { } at ? DateOnly.FromDateTime(at) : null,
    };

    /// <summary>The last day of it. What ends at midnight ends with the day before.</summary>
    public DateOnly? Last(string? date) => date switch
    {
        null => null,
        { Length: 4 } => Day(date + "-12-31"),
        { Length: 7 } => Day(date + "-01")?.AddMonths(1).AddDays(-1),
        { Length: 10 } => Day(date),
        _ => Local(date) is { } at ? DateOnly.FromDateTime(at.AddTicks(-1)) : null,
    };

    /// <summary>True unless the period has ended before today or begins after it.</summary>
    public bool IsNow(Period? period) => !(First(period?.Start) > Today) && !(Last(period?.End) < Today);

    static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>An instant with an offset is told in the clinics' zone; one without is meant there.</summary>
    DateTime? Local(string text) =>
        text.Length <= 10 || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || at.UtcDateTime < Earliest || at.UtcDateTime > Latest ? null
        : text.EndsWith('Z') || text.AsSpan(11).ContainsAny('+', '-') ? TimeZoneInfo.ConvertTime(at, Zone).DateTime
        : at.DateTime;

    static readonly DateTime Earliest = new(2, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    static readonly DateTime Latest = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}
