using NodaTime;
using NodaTime.TimeZones;

namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>A chain's wall clock. A series keeps its local time of day when clocks change.</summary>
public sealed class Calendar(string timeZone)
{
    readonly DateTimeZone zone = DateTimeZoneProviders.Tzdb[timeZone];

    /// <summary>The instant of a local day and minute; in a spring gap the moment after it, in an autumn overlap the first one.</summary>
    public DateTimeOffset At(DateOnly date, int minute) =>
        zone.ResolveLocal(new LocalDate(date.Year, date.Month, date.Day).At(LocalTime.FromMinutesSinceMidnight(minute)), Resolvers.LenientResolver).ToDateTimeOffset();

    /// <summary>The local day and minute of the day (0–1439) of an instant.</summary>
    public (DateOnly Date, int Minute) Local(DateTimeOffset instant)
    {
        var local = Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime;
        return (new(local.Year, local.Month, local.Day), (local.Hour * 60) + local.Minute);
    }

    public DateOnly Today(DateTimeOffset now) => Local(now).Date;
}
