using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>
/// What a process says of itself (decision 0012): <c>/health/live</c> it answers, <c>/health/ready</c> it can take requests,
/// <c>/health/policy</c> it has what it decides by, <c>/health/bus</c> it hears the bus, <c>/health</c> all of it.
/// </summary>
public static class Health
{
    /// <summary>Tag of a check without which no request can be taken.</summary>
    public const string Requests = "requests";
    /// <summary>Tag of a check of the data that the service decides by.</summary>
    public const string PolicyData = "policy";
    /// <summary>Tag of a check of the way that events take; MassTransit's own, on its own checks.</summary>
    public const string Bus = "masstransit";

    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseReady>("database", tags: [Requests], timeout: TimeSpan.FromSeconds(5));

    public static void MapHealth(this WebApplication app)
    {
        Map(app, "/health/live", _ => false);
        Map(app, "/health/ready", check => check.Tags.Contains(Requests));
        Map(app, "/health/policy", check => check.Tags.Contains(PolicyData));
        Map(app, "/health/bus", check => check.Tags.Contains(Bus));
        Map(app, "/health", _ => true);
    }

    /// <summary>A policy collection that the service decides by: without anything in it the service lacks its policy data.</summary>
    public static IHealthChecksBuilder AddPolicyCheck(this IServiceCollection services, string collection) => services.AddHealthChecks()
        .AddTypeActivatedCheck<PolicyPresent>(collection, null, [PolicyData], TimeSpan.FromSeconds(5), collection);

    static void Map(WebApplication app, string address, Func<HealthCheckRegistration, bool> which)
    {
        var checks = app.Services.GetRequiredService<HealthCheckService>();
        var recent = new Recent<HealthReport>(app.Services.GetRequiredService<TimeProvider>());
        app.MapMethods(address, ["GET", "HEAD"], async (HttpContext http) =>
        {
            var report = await recent.Get(() => checks.CheckHealthAsync(which));
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status + (Words(e.Value) is { } words ? $": {words}" : "")),
            }, statusCode: report.Status == HealthStatus.Unhealthy ? 503 : 200);
        }).AllowAnonymous();
    }

    /// <summary>An exception's own text may name hosts and is not for everybody.</summary>
    static string? Words(HealthReportEntry entry) => entry.Exception is null ? entry.Description : "does not answer";
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
