using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>The calendar day at a chain's clinics, by which coverage starts and ends.</summary>
public interface IClinicDays
{
    DateOnly Today(string chain);
}

/// <summary>The day in each chain's own time zone.</summary>
public sealed class ClinicDays(TimeProvider clock, ChainZones zones) : IClinicDays
{
    public DateOnly Today(string chain) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zones.Of(chain)).DateTime);
}
