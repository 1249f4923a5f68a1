namespace ClinicNetwork.Scheduling.Booking;

/// <summary>How often: <c>Frequency</c> visits in every <c>Period</c> × <c>Unit</c> (FHIR Timing.repeat).</summary>
public sealed record Cadence
{
    public required int Frequency { get; init; }
    public required int Period { get; init; }
    /// <summary>UCUM unit: d, wk or mo (taken as four weeks, so that a series keeps its weekdays).</summary>
    public required string Unit { get; init; }

    /// <summary>Length of a period in days.</summary>
    public int Days => Math.Max(1, Period) * Unit switch { "d" => 1, "mo" => 28, _ => 7 };

    /// <summary>Days from one visit to the next, spread evenly.</summary>
    public double Spacing => (double)Days / Math.Max(1, Frequency);

    /// <summary>Fewest days between two visits: 5 for once, 2 for twice or three times a week; never two visits on one day.</summary>
    public int MinGap => Math.Max(1, (int)Math.Ceiling((Spacing * 5 / 7) - 0.5));

    /// <summary>Most days between two visits: 9 for once, 5 for twice, 4 for three times a week. Closed dates in between stretch it.</summary>
    public int MaxGap => Math.Max(3, (int)Math.Ceiling(Spacing + Math.Max(1, Spacing * 2 / 7)));

    /// <summary>Which period a day falls into; periods of whole weeks start on the Monday of the first visit's week.</summary>
    public int PeriodOf(DateOnly first, DateOnly day)
    {
        var anchor = Unit == "d" ? first : first.AddDays(-(((int)first.DayOfWeek + 6) % 7));
        return (day.DayNumber - anchor.DayNumber) / Days;
    }

    /// <summary>The day number that suits best for the next visit: a period after its counterpart, else evenly spaced.</summary>
    public double Ideal(IReadOnlyList<DateOnly> placed) => placed.Count >= Frequency
        ? placed[^Frequency].DayNumber + Days
        : placed[^1].DayNumber + Spacing;

    /// <summary>True when the period of this day has room for one more visit.</summary>
    public bool Allows(IReadOnlyList<DateOnly> placed, DateOnly day)
    {
        var period = PeriodOf(placed[0], day);
        var same = 0;
        for (var i = placed.Count - 1; i >= 0 && PeriodOf(placed[0], placed[i]) == period; i--) same++;
        return same < Math.Max(1, Frequency);
    }
}
