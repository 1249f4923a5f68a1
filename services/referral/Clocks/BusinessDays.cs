namespace ClinicNetwork.Referrals;

/// <summary>Days on which a chain works: Monday to Friday but for its holidays, in its own time zone.</summary>
public sealed record BusinessDays(TimeZoneInfo Zone, IReadOnlyCollection<DateOnly> Holidays)
{
    /// <summary>The same time of day so many business days later; what begins on a day off counts from the next business day's start.</summary>
    /// <param name="days">1 or more.</param>
    public DateTimeOffset After(DateTimeOffset at, int days)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone).DateTime;
        var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        if (!IsWorked(day)) (day, time) = (Next(day), TimeOnly.MinValue);
        for (var left = days; left > 0; left--) day = Next(day);
        var then = day.ToDateTime(time);
        // A time of day that the clocks leave out in spring comes an hour later.
        return new DateTimeOffset(Zone.IsInvalidTime(then) ? then.AddHours(1) : then, Zone.GetUtcOffset(then)).ToUniversalTime();
    }

    DateOnly Next(DateOnly day)
    {
        do day = day.AddDays(1);
        while (!IsWorked(day));
        return day;
    }

    bool IsWorked(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(day);
}
