using System.Globalization;
using ClinicNetwork.Engines.Broker;

namespace ClinicNetwork.Engines;

/// <summary>RabbitMQ 4 on 127.0.0.1 with the <c>guest</c> account that RabbitMQ itself confines to loopback.</summary>
sealed class RabbitMqEngine(RootFs root, string stateDir) : IEngine
{
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    static readonly byte[] ProtocolHeader = "AMQP\0\0\x09\x01"u8.ToArray();

    // Two schedulers that sleep when idle: the defaults spin on every core.
    const string Erlang = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +SDio 4 +sbwt none +sbwtdcpu none +sbwtdio none";

    readonly string _data = Path.Combine(stateDir, "rabbitmq");
    readonly string _log = Path.Combine(stateDir, "rabbitmq.log");
    readonly string _home = root.Find("/usr/lib/rabbitmq/lib", "rabbitmq_server-*");
    readonly Box _box = new(root);
    readonly int _nameServerPort = LoopbackPorts.Free();
    readonly int _distributionPort = LoopbackPorts.Free();

    public string Name => "rabbitmq";

    /// <summary>Its AMQP port on 127.0.0.1; the management API's is <see cref="BrokerAddress.ManagementDistance"/> above.</summary>
    public int Port { get; } = LoopbackPorts.Free(BrokerAddress.ManagementDistance);

    public async Task<ChildProcess> LaunchAsync()
    {
        Directory.CreateDirectory(_data);
        await File.WriteAllTextAsync(Path.Combine(_data, "rabbitmq.conf"), Configuration);
        await File.WriteAllTextAsync(Path.Combine(_data, "enabled_plugins"), "[rabbitmq_management].\n");
        return await ChildProcess.StartAsync(Name, _box.Command("rabbitmq", _data, Variables(), [$"{_home}/sbin/rabbitmq-server"]), _log);
    }

    public async Task<bool> IsUsableAsync(CancellationToken cancellation) =>
        await LoopbackPorts.AnswersAsync(Port, GreetAsync, cancellation)
        && await LoopbackPorts.AnswersAsync(Port + BrokerAddress.ManagementDistance, (_, _) => Task.FromResult(true), cancellation);

    public Task StopAsync(ChildProcess process) =>
        process.StopAsync(Signals.Terminate, StopPatience, Box.Inside(process));

    /// <summary>A broker that takes connections answers the protocol header with a method frame.</summary>
    static async Task<bool> GreetAsync(Stream stream, CancellationToken cancellation)
    {
        await stream.WriteAsync(ProtocolHeader, cancellation);
        var frame = new byte[1];
        return await stream.ReadAsync(frame, cancellation) == 1 && frame[0] == 1;
    }

    // The write-ahead log's default of 512 MB is also its size in memory. The management API is there for accounts, not for figures: nothing is counted for it.
    string Configuration =>
        $"""
        listeners.tcp.1 = 127.0.0.1:{Port}
        management.tcp.ip = 127.0.0.1
        management.tcp.port = {Port + BrokerAddress.ManagementDistance}
        management_agent.disable_metrics_collector = true
        loopback_users.guest = true
        vm_memory_high_watermark.absolute = 1GB
        disk_free_limit.absolute = 50MB
        raft.wal_max_size_bytes = 67108864
        log.file = false
        log.console = true
        log.console.level = warning

        """;

    IEnumerable<string> Variables() =>
    [
        "HOME=/srv",
        "RABBITMQ_NODENAME=rabbit@localhost",
        "RABBITMQ_CONFIG_FILE=/srv/rabbitmq.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE=/srv/enabled_plugins",
        "RABBITMQ_MNESIA_BASE=/srv/mnesia",
        "RABBITMQ_LOG_BASE=/srv/log",
        "RABBITMQ_DIST_PORT=" + _distributionPort.ToString(CultureInfo.InvariantCulture),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=" + Erlang,
        "ERL_EPMD_ADDRESS=127.0.0.1",
        "ERL_EPMD_PORT=" + _nameServerPort.ToString(CultureInfo.InvariantCulture),
        // Makes the start script become the Erlang machine, so that it gets the signals itself.
        "RUNNING_UNDER_SYSTEMD=true",
    ];
}
