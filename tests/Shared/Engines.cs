using ClinicNetwork.Local.Engines;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Shared;

/// <summary>Real engines; each test takes a database of its own.</summary>
public sealed class Engines : IAsyncLifetime
{
    EngineLease? lease;

    public string MongoDb => lease!.MongoConnectionString;
    public string RabbitMq => lease!.RabbitMqConnectionString;

    public async Task InitializeAsync() => lease = await EngineLease.AcquireAsync();

    public async Task DisposeAsync()
    {
        if (lease is not null) await lease.DisposeAsync();
    }

    public async Task Drop(string database)
    {
        using var client = new MongoClient(MongoDb);
        await client.DropDatabaseAsync(database);
    }
}

[CollectionDefinition(Name)]
public sealed class OnEngines : ICollectionFixture<Engines>
{
    public const string Name = "engines";
}
