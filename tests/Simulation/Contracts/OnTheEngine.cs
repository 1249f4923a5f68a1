using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.WaitingLists;
using ClinicNetwork.Tests.Shared;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A database of its own on the real engine.</summary>
public sealed class OwnDatabase(Engines engines) : IAsyncDisposable
{
    readonly string name = $"simulation-{Guid.NewGuid():N}";
    MongoClient? client;

    public IMongoDatabase Open()
    {
        MongoSetup.RegisterConventions();
        return (client = new(engines.MongoDb)).GetDatabase(name);
    }

    public async ValueTask DisposeAsync()
    {
        await engines.Drop(name);
        client?.Dispose();
    }
}

[Collection(OnEngines.Name)]
public sealed class DocumentsOnTheEngine(Engines engines) : DocumentsContract, IAsyncLifetime
{
    readonly OwnDatabase database = new(engines);
    MongoDocuments<Counter, CounterFact>? documents;

    public Task InitializeAsync()
    {
        MongoSetup.RegisterFamily(typeof(CounterFact));
        return (documents = new(database.Open(), "counters")).CreateIndexes(default);
    }

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    private protected override Task<T> On<T>(Func<IDocuments<Counter, CounterFact>, Task<T>> act) => act(documents!);
}

[Collection(OnEngines.Name)]
public sealed class ClaimsOnTheEngine(Engines engines) : ClaimsContract, IAsyncLifetime
{
    readonly OwnDatabase database = new(engines);
    MongoClaims? claims;

    public Task InitializeAsync() => (claims = new(database.Open())).CreateIndexes(default);

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    private protected override Task<T> On<T>(Func<IClaims, Task<T>> act) => act(claims!);
}

[Collection(OnEngines.Name)]
public sealed class PoliciesOnTheEngine(Engines engines) : PoliciesContract, IAsyncLifetime
{
    readonly OwnDatabase database = new(engines);
    MongoPolicies<Opening>? policies;

    public Task InitializeAsync()
    {
        policies = new(database.Open(), "openings");
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    private protected override Task<T> On<T>(Func<IPolicies<Opening>, Task<T>> act) => act(policies!);
}

[Collection(OnEngines.Name)]
public sealed class QueueOnTheEngine(Engines engines) : QueueContract, IAsyncLifetime
{
    readonly OwnDatabase database = new(engines);
    Ports? ports;

    public Task InitializeAsync()
    {
        var documents = new MongoDocuments<Series, SeriesFact>(database.Open(), "series", MongoSeries.Indexes);
        var series = new MongoSeries(documents);
        ports = new(documents, series, series);
        return documents.CreateIndexes(default);
    }

    public Task DisposeAsync() => database.DisposeAsync().AsTask();

    private protected override Task<T> On<T>(Func<Ports, Task<T>> act) => act(ports!);
}
