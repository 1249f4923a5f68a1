using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ClinicNetwork.Engines.Broker;

/// <summary>Brings a broker to a topology: declares it, makes the services' accounts, and clears away what an earlier version left.</summary>
public sealed class TopologyDeployer(BrokerAddress broker, Topology topology, IProgress<string> progress)
{
    // RabbitMQ 4 drops a message after 20 redeliveries by default; here nothing is dropped.
    static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = -1 };

    /// <summary>Deploys; the same again changes nothing. Messages are never lost by it.</summary>
    /// <param name="passwords">Of each service's account, by service; a service that is not named gets none.</param>
    /// <exception cref="EngineException">The broker cannot be used so; the message says what to do.</exception>
    public async Task Deploy(IReadOnlyDictionary<string, string> passwords, CancellationToken cancellation = default)
    {
        try
        {
            using var management = new Management(broker);
            await using var connection = await new ConnectionFactory { Uri = broker.Amqp }.CreateConnectionAsync(cancellation);
            await Declare(connection, cancellation);
            foreach (var service in topology.Services.Where(passwords.ContainsKey))
                await management.PutAccount(BrokerAccount.Of(service, topology), passwords[service], cancellation);
            await new OldTopology(management, connection, topology, progress).Clear(cancellation);
        }
        catch (BrokerUnreachableException e)
        {
            throw new EngineException($"The broker at {broker.Amqp.Host}:{broker.Amqp.Port} does not answer: see whether it is up and takes the account {broker.User}.", e);
        }
        catch (OperationInterruptedException e)
        {
            throw new EngineException($"The broker refuses the network's queues ({e.ShutdownReason?.ReplyText}): delete the queue or exchange that it names, or name another broker.", e);
        }
    }

    async Task Declare(IConnection connection, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        foreach (var exchange in topology.Exchanges.Where(exchange => exchange != topology.Mark)) await Exchange(exchange);
        foreach (var queue in topology.Queues)
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: cancellation);
        // From a queue back to its events: an event is published to an exchange that already leads all the way.
        foreach (var binding in topology.Bindings.Reverse())
            await (binding.ToQueue
                ? channel.QueueBindAsync(binding.To, binding.From, "", cancellationToken: cancellation)
                : channel.ExchangeBindAsync(binding.To, binding.From, "", cancellationToken: cancellation));
        // Last: it says that everything before it is there.
        await Exchange(topology.Mark);

        Task Exchange(string name) => channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellation);
    }
}
