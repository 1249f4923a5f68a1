namespace ClinicNetwork.Engines;

/// <summary>
/// The engines that services need, running: MongoDB (PostgreSQL with DocumentDB behind the wire gateway) and RabbitMQ.
/// Engines that are given by <c>ConnectionStrings__MongoDb</c> or <c>ConnectionStrings__RabbitMq</c> are used as they are.
/// </summary>
public sealed class EngineSet : IAsyncDisposable
{
    /// <summary>The variable that gives a MongoDB to use instead of starting one.</summary>
    public const string MongoVariable = "ConnectionStrings__MongoDb";

    /// <summary>The variable that gives a RabbitMQ to use instead of starting one.</summary>
    public const string RabbitMqVariable = "ConnectionStrings__RabbitMq";

    readonly FileLock? _stateLock;
    readonly List<SupervisedEngine> _engines = [];

    EngineSet(FileLock? stateLock) => _stateLock = stateLock;

    /// <summary>What <c>MongoClient</c> takes.</summary>
    public string MongoConnectionString { get; private set; } = "";

    /// <summary>What an AMQP client takes: <c>amqp://user:password@host:port</c>.</summary>
    public string RabbitMqConnectionString { get; private set; } = "";

    /// <summary>Process ids now, by name: <c>postgres</c>, <c>mongo-wire</c>, <c>rabbitmq</c>; without those given or just being restarted.</summary>
    public IReadOnlyDictionary<string, int> Processes =>
        _engines.Where(engine => engine.Pid is not null).ToDictionary(engine => engine.Name, engine => engine.Pid ?? 0);

    /// <summary>Raised when a process was started or started again, so that <see cref="Processes"/> reads differently.</summary>
    public event EventHandler? ProcessesChanged;

    /// <summary>Starts whatever is not given and comes back when all of it is usable.</summary>
    /// <param name="stateDir">Where data and logs of the engines live; one set at a time per folder.</param>
    /// <param name="progress">Hears what is going on, in words for a person.</param>
    /// <param name="cancellation">Stops what was started so far.</param>
    /// <exception cref="EngineException">They cannot be had here; the message says what to do.</exception>
    public static async Task<EngineSet> StartAsync(string stateDir, IProgress<string> progress, CancellationToken cancellation = default)
    {
        var givenMongo = Environment.GetEnvironmentVariable(MongoVariable);
        var givenRabbitMq = Environment.GetEnvironmentVariable(RabbitMqVariable);
        if (givenMongo is { Length: > 0 } && givenRabbitMq is { Length: > 0 })
            return new EngineSet(null) { MongoConnectionString = givenMongo, RabbitMqConnectionString = givenRabbitMq };

        stateDir = Path.GetFullPath(stateDir);
        Directory.CreateDirectory(stateDir);
        var taken = FileLock.TryTake(Path.Combine(stateDir, "lock"))
            ?? throw new EngineException($"Another launcher is using {stateDir}: stop it, or name another folder with --state.");
        var set = new EngineSet(taken) { MongoConnectionString = givenMongo ?? "", RabbitMqConnectionString = givenRabbitMq ?? "" };
        try
        {
            var root = await RootFs.EnsureAsync(progress, cancellation);
            set.Choose(root, stateDir, progress);
            progress.Report($"starting {string.Join(", ", set._engines.Select(engine => engine.Name))}");
            await Task.WhenAll(set._engines.Select(engine => engine.StartAsync(cancellation)));
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills an engine with SIGKILL; it is started again when what comes back is disposed, not before.</summary>
    /// <param name="name">As in <see cref="Processes"/>.</param>
    public IDisposable Hold(string name) => _engines.Single(engine => engine.Name == name).Hold();

    /// <summary>Stops everything it started: within a few seconds, by force where needed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_engines.Select(engine => engine.DisposeAsync().AsTask()));
        _stateLock?.Dispose();
    }

    void Choose(RootFs root, string stateDir, IProgress<string> progress)
    {
        if (MongoConnectionString.Length == 0)
        {
            var postgres = new PostgresEngine(root, stateDir);
            var wire = new MongoWireEngine(postgres, stateDir);
            MongoConnectionString = wire.ConnectionString;
            Add(postgres, progress);
            Add(wire, progress);
        }
        if (RabbitMqConnectionString.Length == 0)
        {
            var rabbitMq = new RabbitMqEngine(root, stateDir);
            RabbitMqConnectionString = $"amqp://guest:guest@127.0.0.1:{rabbitMq.Port}";
            Add(rabbitMq, progress);
        }
    }

    void Add(IEngine engine, IProgress<string> progress) =>
        _engines.Add(new SupervisedEngine(engine, progress, () => ProcessesChanged?.Invoke(this, EventArgs.Empty), TimeProvider.System));
}
