using System.Text.Json;
using ClinicNetwork.Operations.Network;

namespace ClinicNetwork.Operations.Overview;

/// <summary>Asks every instance of every service, every few seconds, whether it lacks something.</summary>
public sealed class ServicesHealth(ServiceAddresses addresses, IHttpClientFactory clients, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    readonly (string Name, Uri Address)[] instances = [.. addresses.Instances];
    IReadOnlyList<ServiceState> current = [];

    /// <summary>As last heard, by name.</summary>
    public IReadOnlyList<ServiceState> Current => Volatile.Read(ref current);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        do
        {
            Volatile.Write(ref current, await Task.WhenAll(instances.Select(s => Ask(s.Name, s.Address, stopping))));
        } while (await tick.WaitForNextTickAsync(stopping));
    }

    async Task<ServiceState> Ask(string name, Uri address, CancellationToken stopping)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(Limit);
            using var answer = await clients.CreateClient("health").GetAsync(new Uri(address, "/health"), limit.Token);
            return answer.IsSuccessStatusCode
                ? new(name, true, "Ready")
                : new(name, false, Missing(await answer.Content.ReadAsStringAsync(limit.Token)));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return new(name, false, "Does not answer");
        }
    }

    /// <summary>The checks that an instance names as failing.</summary>
    static string Missing(string report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            var failing = json.RootElement.GetProperty("checks").EnumerateObject()
                .Where(c => c.Value.GetString()!.StartsWith("Unhealthy", StringComparison.Ordinal))
                .Select(c => c.Name.StartsWith("masstransit", StringComparison.Ordinal) ? "bus" : c.Name).Distinct();
            return $"Not ready: {string.Join(", ", failing)}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "Not ready";
        }
    }
}
