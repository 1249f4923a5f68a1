using ClinicNetwork.Contracts;
using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>A service's queue and the consumers behind it.</summary>
/// <param name="Name">The queue's name, as in <see cref="Routes"/>.</param>
/// <param name="Consumers">Types that implement <see cref="IConsumer{TMessage}"/>.</param>
public sealed record Queue(string Name, params IReadOnlyList<Type> Consumers);

/// <summary>
/// The bus that events leave by: a connection of its own. A broker that dies can leave the client's publishing side
/// stuck, and the consumers on the same connection then never hear that it is gone (decision 0010).
/// </summary>
public interface IOutgoingBus : IBus;

/// <summary>RabbitMQ by MassTransit: quorum queues, publisher confirms, retries, error queues, names from the contracts.</summary>
public static class BusSetup
{
    /// <summary>
    /// Retries of one delivery: quick ones for lost races, then slow ones that outlast a restart of an engine (about
    /// two minutes in all). After that the message lies in <c>…_error</c>, and the waiting process asks again by its due time.
    /// </summary>
    static readonly TimeSpan[] Retries =
        [.. new[] { 0.05, 0.2, 0.5, 1, 2, 4, 5, 5, 10, 10, 15, 15, 20, 20, 20 }.Select(TimeSpan.FromSeconds)];

    public static void AddBus(this IServiceCollection services, string connectionString, params IReadOnlyList<Queue> queues)
    {
        var names = queues.Select(q => q.Name).ToHashSet();
        services.AddMassTransit<IOutgoingBus>(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, rabbit) =>
            {
                Connect(rabbit, connectionString);
                rabbit.DeployPublishTopology = true;
                foreach (var route in Routes.All.Where(r => names.Contains(r.Publisher)))
                    rabbit.Publish(route.Event, publish => BindConsumers((IRabbitMqMessagePublishTopologyConfigurator)publish, route));
            });
        });
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var consumer in queues.SelectMany(q => q.Consumers)) bus.AddConsumer(consumer);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                Connect(rabbit, connectionString);
                rabbit.PrefetchCount = 48;
                rabbit.ConcurrentMessageLimit = 16;
                foreach (var queue in queues)
                    rabbit.ReceiveEndpoint(queue.Name, endpoint =>
                    {
                        Quorum(endpoint);
                        endpoint.UseMessageRetry(retry => retry.Intervals(Retries));
                        foreach (var consumer in queue.Consumers) endpoint.ConfigureConsumer(context, consumer);
                    });
            });
        });
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            // The service comes up (and says that it is not ready) while the broker is away.
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(5);
        });
    }

    static void Connect(IRabbitMqBusFactoryConfigurator rabbit, string connectionString)
    {
        rabbit.Host(new Uri(connectionString), host => host.PublisherConfirmation = true);
        rabbit.MessageTopology.SetEntityNameFormatter(new WireNames());
    }

    /// <summary>
    /// The publisher binds its events to their consumers' queues itself: an event waits for a service that has never been started. Where the
    /// consumer's own binding leads to the same queue, RabbitMQ still delivers once.
    /// </summary>
    static void BindConsumers(IRabbitMqMessagePublishTopologyConfigurator publish, EventRoute route)
    {
        foreach (var consumer in route.Consumers) publish.BindQueue(route.Exchange, consumer, Quorum);
    }

    static void Quorum(IRabbitMqQueueConfigurator queue)
    {
        queue.SetQueueArgument("x-queue-type", "quorum");
        // RabbitMQ 4 drops a message after 20 redeliveries by default; here nothing is dropped.
        queue.SetQueueArgument("x-delivery-limit", -1);
    }

    sealed class WireNames : IEntityNameFormatter
    {
        public string FormatEntityName<T>() =>
            typeof(T).IsAssignableTo(typeof(IEvent)) && typeof(T) != typeof(IEvent)
                ? Routes.WireName(typeof(T))
                : $"{typeof(T).Namespace}.{typeof(T).Name}".ToLowerInvariant();
    }

    /// <summary>The cause that a message is: its id, and the event's name on the wire.</summary>
    public static Cause Cause<T>(this ConsumeContext<T> context) where T : class =>
        new(context.MessageId ?? throw new InvalidOperationException("A message without MessageId cannot be handled once"), Routes.WireName(typeof(T)));
}
