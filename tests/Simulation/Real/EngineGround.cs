using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Real engines under a history: a database per service, and the broker's own queues. One history at a time.</summary>
sealed class EngineGround : Ground, IAsyncDisposable
{
    readonly string name = $"simulation-{Guid.NewGuid():N}";
    readonly MongoClient client;
    readonly BrokerLine broker;
    readonly HashSet<string> used = [];

    EngineGround(string mongoDb, BrokerLine broker) => (client, this.broker) = (new(mongoDb), broker);

    public static async Task<EngineGround> Open(string mongoDb, string rabbitMq)
    {
        MongoSetup.RegisterConventions();
        return new(mongoDb, await BrokerLine.Open(rabbitMq));
    }

    /// <summary>Plays one seed; what an earlier one left is gone.</summary>
    public IReadOnlyList<string> Play(int seed)
    {
        foreach (var database in used.Select(database => client.GetDatabase(database)))
            foreach (var collection in database.ListCollectionNames().ToList())
                database.GetCollection<BsonDocument>(collection).DeleteMany(new BsonDocument());
        return History.Play(seed, Planted.Nothing, write: false, out _, this);
    }

    public override Storage Storage(string service, Planted planted, World world, Action<DateTimeOffset> due)
    {
        used.Add($"{name}-{service}");
        return new EngineStorage(client.GetDatabase($"{name}-{service}")) { Due = due };
    }

    public override IEventBus Bus(ModelBroker broker, Line line) => new RealBus(broker, line, this.broker);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in used) await client.DropDatabaseAsync(database);
        client.Dispose();
        await broker.DisposeAsync();
    }

    /// <summary>One instance's connection to the real broker.</summary>
    sealed class RealBus(ModelBroker model, Line line, BrokerLine broker) : IEventBus
    {
        public Task Publish(OutboxEntry entry, CancellationToken ct) => line.Do(() => model.Take(OnALine.Blocking(() => broker.Carry(entry))));
    }
}
