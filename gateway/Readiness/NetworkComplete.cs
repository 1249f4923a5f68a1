using ClinicNetwork.Gateway.Partners;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Gateway.Readiness;

/// <summary>
/// The gateway can take requests once it has seen every service complete, and from then on whatever becomes of them (decision
/// 0012). One that starts while a service is away opens all the same, after a while, when the network was complete before.
/// </summary>
sealed class NetworkComplete(
    GatewaySettings settings, IHttpClientFactory clients, PartnerReader partners, PartnerRegistry registry, IMongoDatabase database, TimeProvider clock,
    ILogger<NetworkComplete> log) : BackgroundService, IHealthCheck
{
    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly IMongoCollection<BsonDocument> milestones = database.GetCollection<BsonDocument>("milestones");
    static readonly BsonDocument Complete = new("_id", "complete");
    /// <summary>Not seen complete yet; null once the gateway is open.</summary>
    IReadOnlyList<string>? missing = GatewaySettings.ServiceNames;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        Volatile.Read(ref missing) is not { } services ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy(services.Count == 0 ? "no partner is known yet" : $"not complete yet: {string.Join(", ", services)}"));

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var started = clock.GetTimestamp();
        using var tick = new PeriodicTimer(Every, clock);
        var waiting = GatewaySettings.ServiceNames;
        do
        {
            var seen = await Task.WhenAll(waiting.Select(async service => (Name: service, IsComplete: await IsComplete(service, stopping))));
            waiting = [.. seen.Where(s => !s.IsComplete).Select(s => s.Name)];
            if (waiting.Count == 0 && await PartnersKnown())
            {
                Volatile.Write(ref missing, null);
                if (await Try("remembered", () => milestones.ReplaceOneAsync(Complete, Complete, new ReplaceOptions { IsUpsert = true }, stopping))) return;
            }
            else if (missing is not null)
            {
                Volatile.Write(ref missing, waiting);
                if (clock.GetElapsedTime(started) > Patience && await WasComplete(stopping)) Volatile.Write(ref missing, null);
            }
        } while (await tick.WaitForNextTickAsync(stopping));
    }

    /// <summary>What was seeded a moment ago is known here when this answers.</summary>
    async Task<bool> PartnersKnown()
    {
        await partners.LookNow();
        return registry.Known.ById.Count > 0;
    }

    async Task<bool> WasComplete(CancellationToken stopping)
    {
        var was = false;
        await Try("looked up", async () => was = await milestones.Find(Complete).AnyAsync(stopping));
        return was;
    }

    async Task<bool> Try(string what, Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            log.LogWarning("That the network was complete cannot be {What} yet: {Reason}", what, e.Message);
            return false;
        }
    }

    async Task<bool> IsComplete(string service, CancellationToken stopping)
    {
        foreach (var instance in settings.Services[service])
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                limit.CancelAfter(Longest);
                using var answer = await clients.CreateClient("health").GetAsync(new Uri(instance, "/health"), limit.Token);
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
            {
            }
        return false;
    }
}
