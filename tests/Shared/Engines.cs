using ClinicNetwork.Engines;
using MongoDB.Driver;

// Not in …Tests.Shared: from there the name would mean ClinicNetwork.Engines, whose leases it holds.
namespace ClinicNetwork.Tests;

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
