using System.Globalization;
using Npgsql;

namespace ClinicNetwork.Engines;

/// <summary>
/// PostgreSQL 18 with the DocumentDB extension on 127.0.0.1, trusting local connections: a development engine. What is
/// acknowledged is on disk (fsync and synchronous_commit stay on).
/// </summary>
sealed class PostgresEngine(RootFs root, string stateDir) : IEngine
{
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(4);

    static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=200",
        "shared_buffers=128MB",
        "jit=off",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        // Every write of a document of some kilobytes packs it anew.
        "default_toast_compression=lz4",
        "log_min_messages=warning",
        "log_min_error_statement=panic",
        "log_error_verbosity=terse",
        "log_checkpoints=off",
        "shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb",
        "cron.database_name=postgres",
        // A job that connects by TCP remembers the port of the day it was made; a worker does not need one.
        "cron.use_background_workers=on",
        "cron.log_run=off",
        "cron.log_statement=off",
        "max_worker_processes=16",
        // Racing writers deadlock often on DocumentDB: notice at once, and let the wire gateway try again.
        "deadlock_timeout=20ms",
        "documentdb.throwDeadlockOnCRUD=on",
        // Otherwise a sorted cursor would pin its connection to PostgreSQL.
        "documentdb.useFileBasedPersistedCursors=on",
        "documentdb.defaultCursorExpiryTimeLimitSeconds=600",
    ];

    readonly string _data = Path.Combine(stateDir, "postgres");
    readonly string _log = Path.Combine(stateDir, "postgres.log");
    readonly string _bin = root.Find("/usr/lib/postgresql", "*") + "/bin";
    readonly Box _box = new(root);
    bool _prepared;

    public string Name => "postgres";

    /// <summary>Its TCP port on 127.0.0.1.</summary>
    public int Port { get; } = LoopbackPorts.Free();

    public async Task<ChildProcess> LaunchAsync()
    {
        Directory.CreateDirectory(_data);
        if (!File.Exists(Path.Combine(_data, "initialised")))
            await InitialiseAsync();
        string[] postgres = [$"{_bin}/postgres", "-D", "/srv/data", "-p", Port.ToString(CultureInfo.InvariantCulture)];
        return await RunAsync(postgres.Concat(Settings.SelectMany(setting => new[] { "-c", setting })));
    }

    public async Task<bool> IsUsableAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false;Timeout=5;Command Timeout=60");
            await connection.OpenAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = _prepared ? "select 1" : "create extension if not exists documentdb cascade";
            await command.ExecuteNonQueryAsync(cancellation);
            return _prepared = true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public Task StopAsync(ChildProcess process) =>
        process.StopAsync(Signals.Interrupt, StopPatience, Box.Inside(process));

    // A first start that was interrupted begins again: only the marker says that initdb came to its end.
    async Task InitialiseAsync()
    {
        using var initdb = await RunAsync(
        [
            "sh", "-c",
            $"rm -rf /srv/data && {_bin}/initdb --pgdata=/srv/data --username=postgres --auth=trust --no-locale --encoding=UTF8 && touch /srv/initialised",
        ]);
        await initdb.Exited();
        if (!File.Exists(Path.Combine(_data, "initialised")))
            throw new EngineException($"PostgreSQL could not set up its data in {_data}; {_log} says why (unprivileged namespaces switched off is the usual reason for an ordinary user).");
    }

    Task<ChildProcess> RunAsync(IEnumerable<string> program) =>
        ChildProcess.StartAsync(Name, _box.Command("postgres", _data, ["HOME=/tmp"], program), _log);
}
