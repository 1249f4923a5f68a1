using System.Diagnostics;
using ClinicNetwork.Engines.Broker;

namespace ClinicNetwork.Engines;

/// <summary>
/// A test process's hold on engines that the test processes of this user and build take in turn: there are two sets, and each serves one process
/// at a time, because some tests kill an engine on purpose. The network's queues stand on the broker, whoever asked first. The first lease starts the
/// engines; they stop by themselves twenty seconds after the last lease is given back or its process has ended, however it ended.
/// </summary>
public sealed class EngineLease : IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    static readonly SemaphoreSlim Gate = new(1);
    static (LeaseFolder Folder, FileLock Lock)? turn;
    static int leasesOfThisProcess;

    readonly LeaseFolder? _folder;
    readonly FileLock? _lock;
    readonly string? _file;

    EngineLease(string mongo, string rabbitMq, LeaseFolder? folder = null, FileLock? held = null, string? file = null)
    {
        MongoConnectionString = mongo;
        RabbitMqConnectionString = rabbitMq;
        _folder = folder;
        _lock = held;
        _file = file;
    }

    /// <summary>What <c>MongoClient</c> takes. Share it by using database names of your own.</summary>
    public string MongoConnectionString { get; }

    /// <summary>What an AMQP client takes.</summary>
    public string RabbitMqConnectionString { get; }

    /// <summary>False when the engines were given by <c>ConnectionStrings__</c> variables: then there are no processes to kill.</summary>
    public bool IsLocal => _folder is not null;

    /// <summary>Process ids now, by name: <c>postgres</c>, <c>mongo-wire</c>, <c>rabbitmq</c>. Killing one is allowed: the host starts it again.</summary>
    public IReadOnlyDictionary<string, int> Processes => _folder?.Engines?.Processes ?? new Dictionary<string, int>();

    /// <summary>Waits for engines that are up, starting them if no other process has.</summary>
    /// <param name="progress">Hears what is going on when engines have to be started; may be null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="EngineException">They cannot be had here; the message says what to do.</exception>
    public static async Task<EngineLease> AcquireAsync(IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (Environment.GetEnvironmentVariable(EngineSet.MongoVariable) is { Length: > 0 } mongo
            && Environment.GetEnvironmentVariable(EngineSet.RabbitMqVariable) is { Length: > 0 } rabbitMq)
        {
            await DeployTopology(rabbitMq, cancellation);
            return new EngineLease(mongo, rabbitMq);
        }

        var folder = await TakeTurn(cancellation);
        try
        {
            return await Lease(folder, progress, cancellation);
        }
        catch
        {
            await GiveTurn();
            throw;
        }
    }

    static async Task<EngineLease> Lease(LeaseFolder folder, IProgress<string>? progress, CancellationToken cancellation)
    {
        using var door = await LeaseFolder.TakeDoorAsync(cancellation);
        folder.Create();
        var (held, file) = folder.AddLease();
        try
        {
            var engines = await EnginesAsync(folder, progress, cancellation);
            await DeployTopology(engines.RabbitMq, cancellation);
            return new EngineLease(engines.MongoDb, engines.RabbitMq, folder, held, file);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    static Task DeployTopology(string rabbitMq, CancellationToken cancellation) =>
        new TopologyDeployer(new(rabbitMq), Topology.OfContracts, new Progress<string>()).Deploy(new Dictionary<string, string>(), cancellation);

    /// <summary>Kills an engine's process with SIGKILL and comes back when its successor has been started; being usable again takes longer.</summary>
    /// <param name="name">Its name in <see cref="Processes"/>.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="KeyNotFoundException">No such engine, or the engines were given.</exception>
    public async Task KillAsync(string name, CancellationToken cancellation = default)
    {
        var victim = Processes[name];
        Signals.Send(victim, Signals.Kill);
        while (!Processes.TryGetValue(name, out var pid) || pid == victim)
            await Task.Delay(Pause, cancellation);
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        _lock?.Dispose();
        if (_file is not null)
        {
            File.Delete(_file);
            await GiveTurn();
        }
    }

    // One process at a time has a set of engines; leases of the same process share its turn.
    static async Task<LeaseFolder> TakeTurn(CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation);
        try
        {
            while (turn is null)
            {
                turn = LeaseFolder.SetsOfThisBuild.Select(folder => FileLock.TryTake(folder.Turn) is { } free ? (folder, free) : ((LeaseFolder, FileLock)?)null).FirstOrDefault(t => t is not null);
                if (turn is null)
                    await Task.Delay(Pause, cancellation);
            }
            leasesOfThisProcess++;
            return turn.Value.Folder;
        }
        finally
        {
            Gate.Release();
        }
    }

    static async Task GiveTurn()
    {
        await Gate.WaitAsync();
        if (--leasesOfThisProcess == 0)
        {
            turn?.Lock.Dispose();
            turn = null;
        }
        Gate.Release();
    }

    static async Task<LeasedEngines> EnginesAsync(LeaseFolder folder, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (folder.TryBeHost() is { } nobody)
        {
            nobody.Dispose();
            folder.ClearHost();
            progress?.Report($"starting engines for tests (log: {folder.HostLog})");
            using var host = await StartHostAsync(folder);
            return await WaitAsync(folder, () => !host.HasExited, cancellation);
        }
        return await WaitAsync(folder, HostLives, cancellation);

        bool HostLives()
        {
            using var free = folder.TryBeHost();
            return free is null;
        }
    }

    static async Task<LeasedEngines> WaitAsync(LeaseFolder folder, Func<bool> hostLives, CancellationToken cancellation)
    {
        while (true)
        {
            var lives = hostLives();
            if (folder.Engines is { } engines)
                return engines;
            if (folder.Failure is { } failure)
                throw new EngineException(failure);
            if (!lives)
                throw new EngineException($"The host of the test engines ended without a word; see {folder.HostLog}.");
            await Task.Delay(Pause, cancellation);
        }
    }

    // In a session of its own and with no stream of this process, so that nothing waits for it and no Ctrl-C reaches it.
    static Task<Process> StartHostAsync(LeaseFolder folder)
    {
        var info = new ProcessStartInfo("setsid");
        string[] command =
            ["sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "engines", folder.HostLog, .. DotnetHost.Command(typeof(EngineLease)), "--lease", folder.FullPath];
        foreach (var argument in command)
            info.ArgumentList.Add(argument);
        foreach (var (key, value) in DotnetHost.SmallProcess)
            info.Environment[key] = value;
        return Spawner.StartAsync(info);
    }
}
