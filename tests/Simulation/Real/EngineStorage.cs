using ClinicNetwork.Hosting;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.WaitingLists;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A service's database on the real engine, reached by the product's own ports as they are.</summary>
sealed class EngineStorage(IMongoDatabase database) : Storage
{
    static readonly FilterDefinitionBuilder<BsonDocument> Where = Builders<BsonDocument>.Filter;
    static readonly string[] Times = ["due", "outboxDue"];
    /// <summary>What may bring nearer when somebody should look.</summary>
    static readonly string[] Changing =
        [nameof(IDocuments<int, int>.TryInsert), nameof(IDocuments<int, int>.TryUpdate), nameof(IDocuments.Claim), nameof(IDocuments.ClaimOutbox)];
    readonly HashSet<string> aggregates = [], indexed = [];
    readonly Dictionary<Type, ServiceDescriptor> ports = [];

    public override void Over(IServiceCollection services, Line line)
    {
        services.AddSingleton(database);
        foreach (var port in services.Where(d => IsPort(d.ServiceType)).ToList())
        {
            ports[port.ServiceType] = port;
            services.Replace(ServiceDescriptor.Singleton(port.ServiceType, p => OnALineOf(port.ServiceType, Open(port, p), line)));
        }
    }

    static bool IsPort(Type type) => type == typeof(IClaims) || type == typeof(IWaitingQueue) || type == typeof(IAttempts) || type == typeof(ILostSeries) || type == typeof(INoticeLists)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IDocuments<,>) || type.GetGenericTypeDefinition() == typeof(IPolicies<>)));

    object Open(ServiceDescriptor port, IServiceProvider services)
    {
        var real = port.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, port.ImplementationType!);
        if (real is IIndexed collection && indexed.Add(port.ServiceType.FullName!)) OnALine.Blocking(async () =>
            {
                await collection.CreateIndexes(default);
                return true;
            });
        return real;
    }

    object OnALineOf(Type port, object real, Line line)
    {
        if (real is not IDocuments documents) return OnALine.Around(port, real, line, _ => { });
        aggregates.Add(documents.Name);
        return OnALine.Around(port, real, line, operation =>
        {
            if (Changing.Contains(operation)) Announce(documents.Name);
        });
    }

    /// <summary>When somebody should look next.</summary>
    void Announce(string collection)
    {
        foreach (var time in Times)
            if (Documents(collection).Find(Where.Exists(time)).Sort(new BsonDocument(time, 1)).Project(new BsonDocument(time, 1)).FirstOrDefault() is { } first)
                Due(first[time].ToUniversalTime());
    }

    public override void Put<T>(string id, T body, DateTimeOffset at)
    {
        using var services = new ServiceCollection().AddSingleton(database).BuildServiceProvider();
        var policies = (IPolicies<T>)Open(ports[typeof(IPolicies<T>)], services);
        OnALine.Blocking(() => policies.TryPut(Versioned<T>.After(null, id, body, Actor.Service("seed"), null, at), default));
    }

    public override bool Waits(DateTimeOffset by) => aggregates.Any(collection => Times.Any(time => Documents(collection).Find(Where.Lte(time, by.UtcDateTime)).Any()));

    public override IEnumerable<string> Untold(DateTimeOffset since) => aggregates.SelectMany(collection => Documents(collection).Find(Where.Exists("outbox.0") & !Where.Gte("outboxSince", since.UtcDateTime)).Project("{_id: 1}").ToList().Select(_ => collection));

    public override IReadOnlyList<Document<TState, TFact>> All<TState, TFact>(string collection)
    {
        var documents = new MongoDocuments<TState, TFact>(database, collection);
        var all = documents.Collection.Find(FilterDefinition<Document<TState, TFact>>.Empty).SortBy(d => d.Id).ToList();
        // Only of a document that has lived long do facts lie elsewhere.
        return [.. all.Select(d => d.Version < Document<TState, TFact>.TrimEvery ? d : OnALine.Blocking(() => documents.Find(d.Id, Part.Whole, default))!)];
    }

    public override IReadOnlyList<DayDocument> Days => database.GetCollection<DayDocument>("days").Find(Builders<DayDocument>.Filter.Empty).ToList();

    IMongoCollection<BsonDocument> Documents(string collection) => database.GetCollection<BsonDocument>(collection);
}
