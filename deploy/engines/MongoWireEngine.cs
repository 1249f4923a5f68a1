using System.Globalization;
using ClinicNetwork.MongoWire;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Engines;

/// <summary>The MongoDB wire gateway as a child process of its own, in front of <see cref="PostgresEngine"/>.</summary>
sealed class MongoWireEngine(PostgresEngine postgres, string stateDir) : IEngine
{
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    readonly string _log = Path.Combine(stateDir, "mongo-wire.log");

    public string Name => "mongo-wire";

    /// <summary>Its TCP port on 127.0.0.1.</summary>
    public int Port { get; } = LoopbackPorts.Free();

    /// <summary>What services connect with.</summary>
    public string ConnectionString => $"mongodb://127.0.0.1:{Port}/?directConnection=true";

    public Task<ChildProcess> LaunchAsync() => ChildProcess.StartAsync(
        Name,
        [
            .. DotnetHost.Command(typeof(MongoWireCommand)), "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"),
            "--postgres", postgres.Port.ToString(CultureInfo.InvariantCulture),
        ],
        _log,
        DotnetHost.SmallProcess);

    // Asks for something that only the engine behind it can answer.
    public async Task<bool> IsUsableAsync(CancellationToken cancellation)
    {
        if (!await LoopbackPorts.AnswersAsync(Port, (_, _) => Task.FromResult(true), cancellation))
            return false;
        var settings = MongoClientSettings.FromConnectionString(ConnectionString);
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(2);
        settings.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        using var client = new MongoClient(settings);
        try
        {
            await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("listDatabases", 1), cancellationToken: cancellation);
            return true;
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            return false;
        }
    }

    public Task StopAsync(ChildProcess process) => process.StopAsync(Signals.Terminate, StopPatience);
}
