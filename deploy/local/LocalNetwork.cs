using ClinicNetwork.Engines;
using ClinicNetwork.Engines.Broker;

namespace ClinicNetwork.Local;

/// <summary>
/// The whole network on this machine: engines, four services, the gateway and the payer simulator as processes of their own, seeded and
/// ready. A process that dies is started again; all of them end with this one, however it ends.
/// </summary>
public sealed class LocalNetwork : IAsyncDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly LocalNetworkOptions options;
    readonly StateFolder state;
    readonly FileLock taken;
    readonly IProgress<string> progress;
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    readonly Lock gate = new();
    readonly Dictionary<string, Uri> addresses;
    readonly KeyRing keys;
    readonly IReadOnlyList<Instance> instances;
    ServiceSet? services;
    EngineSet? engines;
    bool ready;

    LocalNetwork(LocalNetworkOptions options)
    {
        this.options = options;
        state = new(options.State);
        taken = state.Take();
        progress = options.Progress ?? new Progress<string>();
        keys = new(state);
        instances = ServiceProgram.Instances(options.Instances, options.Beside);
        addresses = instances.ToDictionary(i => i.Name, _ => Loopback(LoopbackPorts.Free()));
        addresses["gateway"] = Loopback(options.GatewayPort == 0 ? LoopbackPorts.Free() : options.GatewayPort);
        addresses["gateway-metrics"] = Loopback(LoopbackPorts.Free());
        Tokens = new(keys, addresses["gateway"]);
    }

    /// <summary>The gateway's base address.</summary>
    public Uri Gateway => addresses["gateway"];

    /// <summary>
    /// Base addresses by name: gateway, referral, scheduling, insurance, operations, payer-simulator; with several instances also referral-2, …;
    /// gateway-metrics, where the gateway tells its metrics.
    /// </summary>
    public IReadOnlyDictionary<string, Uri> Addresses => addresses;

    /// <summary>The MongoDB in use.</summary>
    public string MongoDb { get; private set; } = "";

    /// <summary>The RabbitMQ in use.</summary>
    public string RabbitMq { get; private set; } = "";

    internal Tokens Tokens { get; }

    /// <summary>Process ids now, by name.</summary>
    public IReadOnlyDictionary<string, int> Processes => (engines?.Processes ?? new Dictionary<string, int>())
        .Concat(services?.Processes ?? [])
        .Append(new("launcher", Environment.ProcessId))
        .ToDictionary();

    /// <summary>Starts everything and comes back when the gateway says that all of it is ready.</summary>
    /// <exception cref="LaunchException">It does not come up; the message says what to do.</exception>
    /// <exception cref="EngineException">The engines cannot be had here; the message says what to do.</exception>
    public static async Task<LocalNetwork> StartAsync(LocalNetworkOptions options, CancellationToken cancellation = default)
    {
        var network = new LocalNetwork(options);
        try
        {
            network.Gateway.RefuseIfTaken();
            await network.StartEngines(cancellation);
            await network.DeployTopology(cancellation);
            await network.StartServices(cancellation);
            await new Seeder(network.addresses, network.Tokens, network.keys.Complete, network.progress).Seed(cancellation);
            await network.WaitUntilReady(cancellation);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>An access token: a partner's, from the gateway, or a person's by role.</summary>
    public Task<string> TokenFor(string name, string? id = null, CancellationToken cancellation = default) => Tokens.For(name, id, cancellation);

    /// <summary>Kills one process with SIGKILL; it is started again by itself.</summary>
    /// <param name="name">As in <see cref="Processes"/>.</param>
    /// <exception cref="LaunchException">No such process runs now.</exception>
    public void Kill(string name)
    {
        if (name == "launcher" || !Processes.TryGetValue(name, out var pid)) throw NoSuch(name);
        Signals.SendToGroup(pid, Signals.Kill);
    }

    /// <summary>Kills a service's process with SIGKILL; it is started again when what comes back is disposed, not before.</summary>
    /// <param name="name">As in <see cref="Processes"/>.</param>
    /// <exception cref="LaunchException">No such service runs now.</exception>
    public IDisposable Hold(string name) => services?.Processes.Any(process => process.Key == name) == true ? services.Hold(name) : throw NoSuch(name);

    static LaunchException NoSuch(string name) => new($"No process called {name} runs now.");

    /// <summary>Kills one process and waits until the network is ready again without it having been missed.</summary>
    public async Task RestartAsync(string name, CancellationToken cancellation = default)
    {
        var before = Processes[name];
        Kill(name);
        while (!Processes.TryGetValue(name, out var pid) || pid == before) await Task.Delay(Pause, cancellation);
        await WaitUntilReady(cancellation);
    }

    /// <summary>Waits until the gateway says that everything is ready.</summary>
    /// <exception cref="LaunchException">It does not within a minute and a half; the message holds its last answer.</exception>
    public async Task WaitUntilReady(CancellationToken cancellation = default)
    {
        await new Readiness(Gateway, state.Logs, http).Wait(cancellation);
        ready = true;
        WriteRunFile();
    }

    /// <summary>Stops everything within a few seconds: services first, then the engines that they use.</summary>
    public async ValueTask DisposeAsync()
    {
        if (services is not null) await services.DisposeAsync();
        if (engines is not null) await engines.DisposeAsync();
        File.Delete(state.RunFile);
        taken.Dispose();
        http.Dispose();
        Tokens.Dispose();
    }

    async Task StartEngines(CancellationToken cancellation)
    {
        (MongoDb, RabbitMq) = (options.MongoDb ?? "", options.RabbitMq ?? "");
        if (MongoDb.Length > 0 && RabbitMq.Length > 0) return;
        engines = await EngineSet.StartAsync(state.Engines, progress, cancellation);
        if (MongoDb.Length == 0) MongoDb = engines.MongoConnectionString;
        if (RabbitMq.Length == 0) RabbitMq = engines.RabbitMqConnectionString;
        engines.ProcessesChanged += (_, _) => WriteRunFile();
    }

    /// <summary>Before any service runs: they find their queues, and nobody publishes while an old layout is cleared away.</summary>
    Task DeployTopology(CancellationToken cancellation) =>
        new TopologyDeployer(new(RabbitMq), Topology.OfContracts, progress).Deploy(keys.Broker, cancellation);

    async Task StartServices(CancellationToken cancellation)
    {
        keys.Publish();
        var settings = new ServiceSettings(keys, MongoDb, RabbitMq, options.DatabasePrefix, instances, addresses);
        services = new(settings, options.Environment, state.Logs, progress, WriteRunFile, http);
        progress.Report($"starting {string.Join(", ", instances.Select(i => i.Name))}");
        await services.StartAsync(cancellation);
    }

    /// <summary>Called at each change of a process: a full disk must not stop the one that brings processes back.</summary>
    void WriteRunFile()
    {
        try
        {
            lock (gate) StateFolder.WriteSecret(state.RunFile, Describe().ToString());
        }
        catch (IOException e)
        {
            progress.Report($"{state.RunFile} cannot be written, so status is behind: {e.Message}");
        }
    }

    RunFile Describe() => new()
    {
        State = state.Root,
        Running = true,
        Ready = ready,
        Addresses = addresses.ToDictionary(a => a.Key, a => a.Value.ToString().TrimEnd('/')).Append(new("mongodb", MongoDb)).Append(new("rabbitmq", RabbitMq)).ToDictionary(),
        Processes = Processes,
        DatabasePrefix = options.DatabasePrefix,
    };

    static Uri Loopback(int port) => new($"http://127.0.0.1:{port}/");
}
