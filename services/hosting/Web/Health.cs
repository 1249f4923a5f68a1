using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>Live: the process answers. Ready: the database answers, indexes stand, the bus is connected with every queue declared, and policy data is there.</summary>
public static class Health
{
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseReady>("database", tags: ["ready"], timeout: TimeSpan.FromSeconds(5));

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new()
        {
            Predicate = check => check.Tags.Contains("ready"),
            ResponseWriter = (http, report) => http.Response.WriteAsJsonAsync(new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status + (e.Value.Description is { } d ? $": {d}" : "")),
            }),
        }).AllowAnonymous();
    }

    /// <summary>Not ready until a policy collection that the service decides by holds something.</summary>
    public static IHealthChecksBuilder AddPolicyCheck(this IServiceCollection services, string collection) => services.AddHealthChecks()
        .AddTypeActivatedCheck<PolicyPresent>(collection, null, ["ready"], TimeSpan.FromSeconds(5), collection);
}

sealed class DatabaseReady(IMongoDatabase database, IEnumerable<SweepLoop> sweeps) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);
        return sweeps.All(s => s.Indexed)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("indexes are being built");
    }
}

sealed class PolicyPresent(IMongoDatabase database, string collection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.GetCollection<BsonDocument>(collection).Find(FilterDefinition<BsonDocument>.Empty).AnyAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"{collection} holds nothing yet: load the network's data");
}
