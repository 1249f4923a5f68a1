using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicNetwork.Operations.Network;

/// <summary>Asks scheduling and referral, every few seconds, what things are called. While one is away, what it said last stands.</summary>
public sealed class NamesReader(ServiceAddresses addresses, ServiceTokens tokens, IHttpClientFactory clients, TimeProvider clock, ILogger<NamesReader> log)
    : BackgroundService, IHealthCheck
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    /// <summary>From this age on a person should look.</summary>
    static readonly TimeSpan Old = TimeSpan.FromMinutes(1);

    sealed record Heard<T>(T Answer, DateTimeOffset At);
    sealed record FromScheduling(Dictionary<string, string>? Chains, Dictionary<string, string>? Locations, Dictionary<string, string>? Therapists, Dictionary<string, string>? TimeZones);

    Heard<FromScheduling>? scheduling;
    Heard<Dictionary<string, string>>? referral;
    NetworkNames current = new();

    /// <summary>As last heard.</summary>
    public NetworkNames Current => Volatile.Read(ref current);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (string Owner, TimeSpan? Age)[] owners = [("scheduling", clock.GetUtcNow() - scheduling?.At), ("referral", clock.GetUtcNow() - referral?.At)];
        var words = string.Join(", ", owners.Select(o => o.Age is { } age ? $"{o.Owner} heard {age.TotalSeconds:0} s ago" : $"{o.Owner} not heard"));
        return Task.FromResult(owners.All(o => o.Age < Old) ? HealthCheckResult.Healthy(words) : HealthCheckResult.Degraded(words));
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        do
        {
            var (places, partners) = (Ask<FromScheduling>("scheduling", "/internal/names", stopping), Ask<Dictionary<string, string>>("referral", "/internal/partners/names", stopping));
            scheduling = await places ?? scheduling;
            referral = await partners ?? referral;
            var known = Current;
            Volatile.Write(ref current, new()
            {
                Chains = scheduling?.Answer.Chains ?? known.Chains,
                Locations = scheduling?.Answer.Locations ?? known.Locations,
                Therapists = scheduling?.Answer.Therapists ?? known.Therapists,
                TimeZones = scheduling?.Answer.TimeZones ?? known.TimeZones,
                Partners = referral?.Answer ?? known.Partners,
            });
        } while (await tick.WaitForNextTickAsync(stopping));
    }

    /// <summary>What the first instance that answers says; null when none does.</summary>
    async Task<Heard<T>?> Ask<T>(string owner, string path, CancellationToken stopping) where T : class
    {
        foreach (var instance in addresses.ByService.GetValueOrDefault(owner, []))
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                limit.CancelAfter(Longest);
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instance, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.Current("operations")) } };
                using var answer = await clients.CreateClient("names").SendAsync(request, limit.Token);
                if (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(limit.Token) is { } names) return new(names, clock.GetUtcNow());
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or IOException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                log.LogDebug("{Owner} does not say what things are called: {Reason}", owner, e.Message);
            }
        return null;
    }
}
