using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>What every service starts with, so that its own Program names only what is its own.</summary>
public static class ClinicHost
{
    /// <summary>
    /// A host named after its service, with its own database, identity, audit, telemetry and health; with queues also the
    /// bus, the outbox relay and the sweeper.
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection string is missing.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args, string service, params IReadOnlyList<Queue> queues)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(TimeProvider.System);
        // Who asks for readiness gets the reason; the log would repeat it at every look.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Below warnings these write addresses with their queries, which may hold a patient's or an order's number.
        foreach (var category in new[] { "Microsoft.AspNetCore", "System.Net.Http", "Yarp", "OpenIddict" })
            builder.Logging.AddFilter(category, LogLevel.Warning);
        builder.Services.AddMongo(Connection(builder, "MongoDb"), builder.Configuration["Database"] ?? service);
        builder.Services.AddHealth();
        if (queues.Count > 0)
        {
            builder.Services.AddBus(Connection(builder, "RabbitMq"), queues);
            builder.Services.AddSingleton<OutboxRelay>();
            builder.Services.AddHostedService(p => p.GetRequiredService<OutboxRelay>());
            builder.Services.AddHostedService<Sweeper>();
        }
        builder.AddIdentity();
        builder.Services.AddSingleton<Audit>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuditDenials>();
        builder.AddTelemetry(service);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        return builder;
    }

    /// <summary>Registers an aggregate's collection: how its facts become events, what time does to it, and the keys of indexes that its own queries need.</summary>
    public static void AddDocuments<TState, TFact>(
        this IServiceCollection services, string collection, Publisher<TState, TFact> publish, Func<TState, DateTimeOffset, Decision<TFact>> timer,
        params IReadOnlyList<BsonDocument> indexes)
        where TState : IAggregate<TState, TFact>
    {
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(TFact));
        services.AddSingleton(p => new DocumentStore<TState, TFact>(p.GetRequiredService<IMongoDatabase>(), collection, publish, timer,
            p.GetRequiredService<OutboxRelay>(), p.GetRequiredService<TimeProvider>(), indexes));
        services.AddSingleton<ISweepable>(p => p.GetRequiredService<DocumentStore<TState, TFact>>());
    }

    /// <summary>A client for claim checks at another service; each call carries this service's own token.</summary>
    public static void AddClaimCheck<TClient>(this WebApplicationBuilder builder, string service, string owner) where TClient : class =>
        builder.Services.AddHttpClient<TClient>(client =>
            {
                client.BaseAddress = new(builder.Configuration[$"Services:{owner}"] ?? throw new InvalidOperationException($"Services:{owner} is missing: the address of the {owner} service."));
                client.Timeout = TimeSpan.FromSeconds(10);
            })
            .AddHttpMessageHandler(p => new ServiceTokenHandler(p.GetRequiredService<ServiceTokens>(), service));

    /// <summary>The middle of every service: problems, identity, health and metrics.</summary>
    public static void UseClinic(this WebApplication app)
    {
        app.UseProblems();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint().AllowAnonymous();
    }

    static string Connection(WebApplicationBuilder builder, string name) => builder.Configuration.GetConnectionString(name)
        ?? throw new InvalidOperationException($"ConnectionStrings:{name} is missing (environment: ConnectionStrings__{name}).");
}

sealed class ServiceTokenHandler(ServiceTokens tokens, string service) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new("Bearer", tokens.Current(service));
        return base.SendAsync(request, cancellationToken);
    }
}
