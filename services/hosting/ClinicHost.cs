using System.Text.Json.Serialization;
using ClinicNetwork.Contracts;
using Microsoft.AspNetCore.Authorization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>What every service starts with, so that its own Program names only what is its own.</summary>
public static class ClinicHost
{
    /// <summary>
    /// A host named after its service, with its own database, identity, audit, telemetry and health; for those that the contracts
    /// name also the bus, the outbox relay, the sweeper and the waiting room.
    /// </summary>
    /// <param name="service">The service; its name in the contracts.</param>
    /// <param name="bus">How it listens, where configuration (section <c>Bus</c>) says nothing.</param>
    /// <exception cref="InvalidOperationException">A connection string is missing.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args, string service, BusOptions? bus = null)
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
        if (Routes.Queues(service).Count > 0)
        {
            builder.Services.AddKernel();
            builder.Services.AddBus(Connection(builder, "RabbitMq"), builder.Configuration.GetSection("Bus").Get<BusOptions>() ?? bus ?? new(), service);
            builder.Services.AddHostedService<RelayLoop>();
            builder.Services.AddSingleton<SweepLoop>();
            builder.Services.AddHostedService(p => p.GetRequiredService<SweepLoop>());
        }
        builder.AddIdentity();
        builder.Services.AddSingleton(p => Pseudonyms.Read(p.GetRequiredService<IConfiguration>()));
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
            // How slowly a caller may send is the gateway's to judge: between the two it says only that this machine is busy.
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        return builder;
    }

    /// <summary>Registers an aggregate: its documents, its rows of the message table, and what time does to it.</summary>
    /// <param name="indexes">Keys of indexes that the owner's own queries need.</param>
    public static void AddAggregate<TState, TFact>(this IServiceCollection services, Rulebook<TState, TFact> rules, params IReadOnlyList<BsonDocument> indexes)
        where TState : IAggregate<TState, TFact> =>
        services.AddAggregate<TState, TFact, TimerSweep<TState, TFact>>(rules, indexes);

    /// <inheritdoc cref="AddAggregate{TState, TFact}(IServiceCollection, Rulebook{TState, TFact}, IReadOnlyList{BsonDocument})"/>
    /// <typeparam name="TSweep">What is done with a document that is due.</typeparam>
    public static void AddAggregate<TState, TFact, TSweep>(this IServiceCollection services, Rulebook<TState, TFact> rules, params IReadOnlyList<BsonDocument> indexes)
        where TState : IAggregate<TState, TFact> where TSweep : class, ISweep
    {
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(TFact));
        services.AddSingleton(rules);
        services.AddSingleton(p => new MongoDocuments<TState, TFact>(p.GetRequiredService<IMongoDatabase>(), rules.Collection, indexes));
        services.AddSingleton<IDocuments<TState, TFact>>(p => p.GetRequiredService<MongoDocuments<TState, TFact>>());
        services.AddSingleton<DocumentStore<TState, TFact>>();
        services.AddSingleton<TSweep>();
        services.AddSingleton<ISweep>(p => p.GetRequiredService<TSweep>());
        services.AddRows(rules);
    }

    /// <summary>What decides, stores and tells, in every service with aggregates: everything but the bus and HTTP.</summary>
    public static void AddKernel(this IServiceCollection services)
    {
        services.AddSingleton(Random.Shared);
        services.AddSingleton<OutboxRelay>();
        services.AddSingleton<MessageTable>();
        services.AddSingleton<Sweeper>();
        services.AddAggregate<FailedMessage, FailedMessageFact, WaitingRoom>(FailedMessage.Rules, new BsonDocument { { "state.status", 1 }, { "state.queue", 1 }, { "state.kind", 1 } });
    }

    /// <summary>A client for claim checks at any instance of another service; each call carries this service's own token.</summary>
    /// <remarks><c>Services:owner</c> is one address, or a list of instances (<c>Services:owner:0</c>, <c>:1</c> …).</remarks>
    public static void AddClaimCheck<TClient>(this WebApplicationBuilder builder, string service, string owner) where TClient : class
    {
        builder.Services.AddHttpClient<TClient>(client =>
            {
                client.BaseAddress = Instances()[0];
                client.Timeout = TimeSpan.FromSeconds(10);
            })
            .AddHttpMessageHandler(p => new ServiceTokenHandler(p.GetRequiredService<ServiceTokens>(), service))
            .AddHttpMessageHandler(() => new AnyInstance(Instances()));

        Uri[] Instances()
        {
            var section = builder.Configuration.GetSection($"Services:{owner}");
            Uri[] all = [.. section.GetChildren().Select(instance => instance.Value).Prepend(section.Value).Where(a => a is { Length: > 0 }).Select(a => new Uri(a!))];
            return all.Length > 0 ? all : throw new InvalidOperationException($"Services:{owner} is missing: the address of the {owner} service.");
        }
    }

    /// <summary>The chains' time zones, read from scheduling in the background; <see cref="ChainZones"/> tells them.</summary>
    public static void AddChainZones(this WebApplicationBuilder builder, string service)
    {
        builder.AddClaimCheck<ChainZonesClient>(service, "scheduling");
        builder.Services.AddSingleton<ChainZones>();
        builder.Services.AddHostedService<ChainZonesRefresh>();
    }

    /// <summary>The middle of every service: problems, identity, health and metrics.</summary>
    public static void UseClinic(this WebApplication app)
    {
        app.UseProblems();
        app.UseFhirFormat();
        app.UseRouting();
        app.UseNothingThere();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapBacklog();
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
