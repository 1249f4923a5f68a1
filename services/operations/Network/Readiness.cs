using System.Text.Json;

namespace ClinicNetwork.Operations.Network;

/// <summary>What one instance is ready for (decision 0012).</summary>
/// <param name="Lacks">Each check that is not healthy, in its own words.</param>
public sealed record InstanceState(string Name, bool Answers, bool TakesRequests, bool HasPolicy, bool HearsBus, IReadOnlyList<string> Lacks);

/// <summary>Asks every instance what it is ready for, when somebody looks.</summary>
public sealed class Readiness(ServiceAddresses addresses, IHttpClientFactory clients)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<InstanceState>> Read(CancellationToken ct) => await Task.WhenAll(addresses.Instances.Select(i => Ask(i.Name, i.Address, ct)));

    async Task<InstanceState> Ask(string name, Uri address, CancellationToken ct)
    {
        var (live, ready, policy, bus, all) = (Get(address, "/health/live", ct), Get(address, "/health/ready", ct), Get(address, "/health/policy", ct), Get(address, "/health/bus", ct), Get(address, "/health", ct));
        return new(name, (await live).IsUp, (await ready).IsUp, (await policy).IsUp, (await bus).IsUp, Lacks((await all).Report));
    }

    async Task<(bool IsUp, string Report)> Get(Uri address, string path, CancellationToken ct)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Longest);
            using var answer = await clients.CreateClient("health").GetAsync(new Uri(address, path), limit.Token);
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(limit.Token));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (false, "");
        }
    }

    static IReadOnlyList<string> Lacks(string report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            return [.. json.RootElement.GetProperty("checks").EnumerateObject().Select(c => (c.Name, Words: c.Value.GetString() ?? "")).Where(c => !c.Words.StartsWith("Healthy", StringComparison.Ordinal))
                .Select(c => $"{(c.Name.StartsWith("masstransit", StringComparison.Ordinal) ? "bus" : c.Name)}: {(c.Words.Split(": ", 2) is [_, var why] ? why : "does not answer")}").Distinct()];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }
}
