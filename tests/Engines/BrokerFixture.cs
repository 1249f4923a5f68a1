using System.Text;
using ClinicNetwork.Contracts;
using ClinicNetwork.Engines.Broker;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Engines;

/// <summary>A virtual host of a test's own on the real broker, with RabbitMQ's own client.</summary>
sealed class BrokerFixture : IAsyncDisposable
{
    readonly Management management;

    BrokerFixture(string rabbitMq)
    {
        Address = new($"{rabbitMq.TrimEnd('/')}/test-{Guid.NewGuid():N}");
        management = new(Address);
    }

    public BrokerAddress Address { get; }
    public Management Management => management;
    public List<string> Said { get; } = [];

    /// <summary>A password for each account that a test makes.</summary>
    public static Dictionary<string, string> Passwords { get; } = Topology.OfContracts.Services.ToDictionary(service => service, service => $"{service}'s own");

    public static async Task<BrokerFixture> Start(string rabbitMq)
    {
        var broker = new BrokerFixture(rabbitMq);
        await broker.management.CreateVirtualHost(default);
        return broker;
    }

    public Task Deploy(Topology topology) => new TopologyDeployer(Address, topology, new Lines(Said)).Deploy(Passwords);

    /// <summary>Does something as an account, or as the administrator.</summary>
    public async Task As(string? service, Func<IChannel, Task> act)
    {
        var address = service is null ? Address.Amqp : new Uri(Address.As(service, Passwords[service]));
        await using var connection = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await act(channel);
    }

    /// <summary>Puts an event's envelope, as MassTransit writes it, into a queue or onto an exchange.</summary>
    public Task Say<T>(string exchange, string queue = "", string id = "1") where T : IEvent => As(null, async channel => await channel.BasicPublishAsync(exchange, queue, mandatory: true,
        new BasicProperties { MessageId = id, Persistent = true },
        Encoding.UTF8.GetBytes($$"""{"messageId":"{{id}}","messageType":["urn:message:{{typeof(T).Namespace}}:{{typeof(T).Name}}","urn:message:ClinicNetwork.Contracts:IEvent"]}""")));

    /// <summary>The ids of the messages in a queue, oldest first; takes them out.</summary>
    public async Task<IReadOnlyList<string>> In(string queue)
    {
        var ids = new List<string>();
        await As(null, async channel =>
        {
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } got) ids.Add(got.BasicProperties.MessageId!);
        });
        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await management.DeleteVirtualHost(default);
        management.Dispose();
    }

    sealed class Lines(List<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Add(value);
    }
}
