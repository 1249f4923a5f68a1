using System.Collections.Frozen;
using System.Net.Http.Json;

namespace ClinicNetwork.Hosting;

/// <summary>Each chain's time zone as last heard from scheduling, its owner; the configured one (<c>TimeZone</c>, else Eastern time) while unknown.</summary>
public sealed class ChainZones(IConfiguration configuration)
{
    readonly TimeZoneInfo fallback = TimeZoneInfo.FindSystemTimeZoneById(configuration["TimeZone"] ?? "America/New_York");
    volatile FrozenDictionary<string, TimeZoneInfo> zones = FrozenDictionary<string, TimeZoneInfo>.Empty;

    public TimeZoneInfo Of(string chain) => zones.GetValueOrDefault(chain, fallback);

    /// <summary>What scheduling says now; a zone that this machine does not know is left out.</summary>
    /// <param name="zonesByChain">IANA names by chain.</param>
    public void Learn(IReadOnlyDictionary<string, string> zonesByChain) => zones = zonesByChain
        .Select(z => (Chain: z.Key, Zone: TimeZoneInfo.TryFindSystemTimeZoneById(z.Value, out var zone) ? zone : null))
        .Where(z => z.Zone is not null).ToFrozenDictionary(z => z.Chain, z => z.Zone!);
}

/// <summary>Reads the chains' time zones from scheduling.</summary>
public sealed class ChainZonesClient(HttpClient http)
{
    sealed record Names(IReadOnlyDictionary<string, string>? TimeZones);

    /// <summary>IANA names by chain.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Read(CancellationToken ct) =>
        (await http.GetFromJsonAsync<Names>(new Uri("internal/names", UriKind.Relative), ct))?.TimeZones
        ?? throw new HttpRequestException("The scheduling service names no time zones.");
}

/// <summary>Keeps the chains' time zones up to date in the background, so that no request waits for scheduling; the last known ones stay while it is away.</summary>
public sealed class ChainZonesRefresh(ChainZones zones, IServiceProvider services, TimeProvider clock, ILogger<ChainZonesRefresh> log) : BackgroundService
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
            zones.Learn(await services.GetRequiredService<ChainZonesClient>().Read(ct));
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogDebug("The chains' time zones could not be read yet: {Reason}", e.Message);
            return false;
        }
    }
}
