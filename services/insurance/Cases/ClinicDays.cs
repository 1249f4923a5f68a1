using System.Collections.Frozen;
using System.Net.Http.Json;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>The calendar day at a chain's clinics, by which coverage starts and ends.</summary>
public interface IClinicDays
{
    DateOnly Today(string chain);
}

/// <summary>The day in each chain's time zone as last heard from scheduling; in the configured one (<c>TimeZone</c>) while unknown.</summary>
public sealed class ClinicDays(TimeProvider clock, IConfiguration configuration) : IClinicDays
{
    readonly TimeZoneInfo fallback = TimeZoneInfo.FindSystemTimeZoneById(configuration["TimeZone"] ?? "America/New_York");
    volatile FrozenDictionary<string, TimeZoneInfo> zones = FrozenDictionary<string, TimeZoneInfo>.Empty;

    public DateOnly Today(string chain) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zones.GetValueOrDefault(chain, fallback)).DateTime);

    /// <summary>What scheduling says now; a zone that this machine does not know is left out.</summary>
    /// <param name="zonesByChain">IANA names by chain.</param>
    public void Learn(IReadOnlyDictionary<string, string> zonesByChain) => zones = zonesByChain
        .Select(z => (Chain: z.Key, Zone: TimeZoneInfo.TryFindSystemTimeZoneById(z.Value, out var zone) ? zone : null))
        .Where(z => z.Zone is not null).ToFrozenDictionary(z => z.Chain, z => z.Zone!);
}

/// <summary>Reads the chains' time zones from scheduling.</summary>
public sealed class SchedulingNames(HttpClient http)
{
    sealed record Names(IReadOnlyDictionary<string, string>? TimeZones);

    /// <summary>IANA names by chain.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TimeZones(CancellationToken ct) =>
        (await http.GetFromJsonAsync<Names>(new Uri("internal/names", UriKind.Relative), ct))?.TimeZones
        ?? throw new HttpRequestException("The scheduling service names no time zones.");
}

/// <summary>Keeps the chains' time zones up to date in the background; the last known ones stay while scheduling is away.</summary>
public sealed class ClinicDaysRefresh(ClinicDays days, IServiceProvider services, TimeProvider clock, ILogger<ClinicDaysRefresh> log) : BackgroundService
{
    static readonly TimeSpan Often = TimeSpan.FromMinutes(1), Soon = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            await Task.Delay(await TryLearn(stoppingToken) ? Often : Soon, clock, stoppingToken);
    }

    async Task<bool> TryLearn(CancellationToken ct)
    {
        try
        {
            days.Learn(await services.GetRequiredService<SchedulingNames>().TimeZones(ct));
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogDebug("The chains' time zones could not be read yet: {Reason}", e.Message);
            return false;
        }
    }
}
