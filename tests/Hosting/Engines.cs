using System.Diagnostics;
using ClinicNetwork.Engines;
using ClinicNetwork.Engines.Broker;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>
/// Engines of these tests' own, not the leased ones: they are killed and lose queues here, which no other test process
/// shall notice. Tests run one after the other.
/// </summary>
public sealed class Engines : IAsyncLifetime
{
    readonly string state = Path.Combine(Path.GetTempPath(), $"clinic-network-hosting-{Guid.NewGuid():N}");
    EngineSet? engines;

    public string MongoDb => engines!.MongoConnectionString;
    public string RabbitMq => engines!.RabbitMqConnectionString;

    public async Task InitializeAsync()
    {
        engines = await EngineSet.StartAsync(state, new Progress<string>());
        await DeployTopology();
        await new Mailbox(RabbitMq).Declare();
    }

    public Task DeployTopology() => new TopologyDeployer(new(RabbitMq), Topology.OfContracts, new Progress<string>()).Deploy(new Dictionary<string, string>());

    /// <summary>Kills an engine with SIGKILL and comes back when its successor runs; being usable takes longer.</summary>
    public async Task Kill(string name)
    {
        var victim = engines!.Processes[name];
        using (var process = Process.GetProcessById(victim)) process.Kill();
        await Probe.Until(() => engines.Processes.TryGetValue(name, out var pid) && pid != victim, $"{name} runs again");
    }

    public async Task Drop(string database)
    {
        using var client = new MongoClient(MongoDb);
        await Probe.Until(async () =>
        {
            try
            {
                await client.DropDatabaseAsync(database);
                return true;
            }
            catch (MongoException)
            {
                // An engine that a test has killed is only just coming back.
                return false;
            }
        }, () => $"{database} is dropped");
    }

    public async Task DisposeAsync()
    {
        if (engines is not null) await engines.DisposeAsync();
        if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class OnEngines : ICollectionFixture<Engines>
{
    public const string Name = "engines";
}
