using System.Net;
using System.Net.Sockets;
using ClinicNetwork.Local.Engines;

namespace ClinicNetwork.Local;

/// <summary>
/// The whole network on this machine: engines, four services and the gateway as processes of their own, seeded and
/// ready. A process that dies is started again; all of them end with this one, however it ends.
/// </summary>
public sealed class LocalNetwork : IAsyncDisposable
{
    static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly LocalNetworkOptions options;
    readonly StateFolder state;
    readonly FileLock taken;
    readonly IProgress<string> progress;
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    readonly Lock gate = new();
    readonly Dictionary<string, Uri> addresses;
    readonly KeyRing keys;
    IReadOnlyList<SupervisedEngine> services = [];
    EngineSet? engines;
    bool ready;

    LocalNetwork(LocalNetworkOptions options)
    {
        this.options = options;
        state = new(options.State);
        taken = state.Take();
        progress = options.Progress ?? new Progress<string>();
        keys = new(state);
        addresses = ServiceProgram.Behind.ToDictionary(s => s.Name, _ => Loopback(LoopbackPorts.Free()));
        addresses["gateway"] = Loopback(options.GatewayPort == 0 ? LoopbackPorts.Free() : options.GatewayPort);
        Tokens = new(keys, addresses["gateway"]);
    }

    /// <summary>The gateway's base address.</summary>
    public Uri Gateway => addresses["gateway"];

    /// <summary>Base addresses by name: gateway, referral, scheduling, insurance, operations.</summary>
    public IReadOnlyDictionary<string, Uri> Addresses => addresses;

    /// <summary>The MongoDB in use.</summary>
    public string MongoDb { get; private set; } = "";

    /// <summary>The RabbitMQ in use.</summary>
    public string RabbitMq { get; private set; } = "";

    internal Tokens Tokens { get; }

    /// <summary>Process ids now, by name.</summary>
    public IReadOnlyDictionary<string, int> Processes => (engines?.Processes ?? new Dictionary<string, int>())
        .Concat(services.Where(s => s.Pid is not null).Select(s => KeyValuePair.Create(s.Name, s.Pid!.Value)))
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
            await network.StartServices(cancellation);
            await new Seeder(network.addresses, network.Tokens, network.progress).Seed(cancellation);
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
        if (name == "launcher" || !Processes.TryGetValue(name, out var pid)) throw new LaunchException($"No process called {name} runs now.");
        Signals.SendToGroup(pid, Signals.Kill);
    }

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
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        impatience.CancelAfter(ReadyPatience);
        var last = "no answer";
        try
        {
            while (true)
            {
                var (ok, text) = await Ask(new(Gateway, "health/ready"), impatience.Token);
                if (ok) break;
                last = text;
                await Task.Delay(Pause, impatience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LaunchException($"The network did not get ready within {ReadyPatience.TotalSeconds} s ({last}): the logs in {state.Logs} say why.");
        }
        ready = true;
        WriteRunFile();
    }

    /// <summary>Stops everything within a few seconds: services first, then the engines that they use.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(services.Select(service => service.DisposeAsync().AsTask()));
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

    async Task StartServices(CancellationToken cancellation)
    {
        keys.Publish(state);
        var settings = new ServiceSettings(state, keys, MongoDb, RabbitMq, options.DatabasePrefix, addresses);
        services = [.. ServiceProgram.All.Select(program => new SupervisedEngine(Engine(program, settings), progress, WriteRunFile, TimeProvider.System))];
        progress.Report($"starting {string.Join(", ", services.Select(s => s.Name))}");
        await Task.WhenAll(services.Select(service => service.StartAsync(cancellation)));
    }

    ServiceEngine Engine(ServiceProgram program, ServiceSettings settings)
    {
        var environment = settings.For(program);
        var log = Path.Combine(state.Logs, program.Name + ".log");
        if (File.Exists(log)) File.Move(log, log + ".old", overwrite: true);
        foreach (var (name, value) in options.Environment) environment[name] = value;
        return new(program, addresses[program.Name], log, environment, http);
    }

    void WriteRunFile()
    {
        lock (gate)
            StateFolder.WriteSecret(state.RunFile, new RunFile
            {
                State = state.Root,
                Running = true,
                Ready = ready,
                Addresses = addresses.ToDictionary(a => a.Key, a => a.Value.ToString().TrimEnd('/')).Append(new("mongodb", MongoDb)).Append(new("rabbitmq", RabbitMq)).ToDictionary(),
                Processes = Processes,
                DatabasePrefix = options.DatabasePrefix,
            }.ToString());
    }

    async Task<(bool Ok, string Text)> Ask(Uri address, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(address, cancellation);
            return (answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
        catch (Exception e) when (e.IsNoAnswer(cancellation))
        {
            return (false, e.Message);
        }
    }

    static Uri Loopback(int port) => new($"http://127.0.0.1:{port}/");
}
