using ClinicNetwork.Hosting;
using ClinicNetwork.Tests.Shared;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Simulation;

[Collection(OnEngines.Name)]
public sealed class OnTheEngine(Engines engines) : DocumentsContract, IAsyncLifetime
{
    readonly string database = $"simulation-{Guid.NewGuid():N}";
    MongoClient? client;
    MongoDocuments<Counter, CounterFact>? documents;

    public async Task InitializeAsync()
    {
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(CounterFact));
        client = new(engines.MongoDb);
        documents = new(client.GetDatabase(database), "counters");
        await documents.CreateIndexes(default);
    }

    public async Task DisposeAsync()
    {
        await engines.Drop(database);
        client?.Dispose();
    }

    private protected override Task<T> On<T>(Func<IDocuments<Counter, CounterFact>, Task<T>> act) => act(documents!);
}
