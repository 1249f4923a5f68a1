using ClinicNetwork.Contracts;
using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>
/// The bus that events leave by: a connection of its own. A broker that dies can leave the client's publishing side
/// stuck, and the consumers on the same connection then never hear that it is gone (decision 0010).
/// </summary>
public interface IOutgoingBus : IBus;

/// <summary>How a service listens.</summary>
public sealed record BusOptions
{
    /// <summary>Messages of one queue that are handled side by side.</summary>
    public int AtOnce { get; init; } = 16;
    /// <summary>
    /// Seconds before each further try of one delivery, for races lost and engines that restart. A message that has used them up lies in the
    /// waiting room and comes back from there (<see cref="WaitingRoom"/>).
    /// </summary>
    public IReadOnlyList<double> RetrySeconds { get; init; } = [0.05, 0.2, 0.5, 1, 2, 4];
}

/// <summary>RabbitMQ by MassTransit: quorum queues, publisher confirms, retries, names from the contracts.</summary>
public static class BusSetup
{
    /// <param name="services">Names of the services whose queues are read here and whose events leave from here.</param>
    public static void AddBus(this IServiceCollection collection, string connectionString, BusOptions options, params IReadOnlyList<string> services)
    {
        collection.AddMassTransit<IOutgoingBus>(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, rabbit) =>
            {
                Connect(rabbit, connectionString);
            });
        });
        collection.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var message in services.SelectMany(Routes.Queues).SelectMany(queue => queue)) bus.AddConsumer(InboxOf(message));
            bus.UsingRabbitMq((context, rabbit) =>
            {
                Connect(rabbit, connectionString);
                rabbit.PrefetchCount = 3 * options.AtOnce;
                rabbit.ConcurrentMessageLimit = options.AtOnce;
                foreach (var queue in services.SelectMany(Routes.Queues))
                    rabbit.ReceiveEndpoint(queue.Key, endpoint =>
                    {
                        Quorum(endpoint);
                        // Who gets what is deployed from the contracts (decision 0011); an account may touch its own names only.
                        endpoint.ConfigureConsumeTopology = false;
                        endpoint.PublishFaults = false;
                        endpoint.IntoWaitingRoom(context, queue.Key);
                        endpoint.UseMessageRetry(retry => retry.Intervals([.. options.RetrySeconds.Select(TimeSpan.FromSeconds)]));
                        foreach (var message in queue) endpoint.ConfigureConsumer(context, InboxOf(message));
                    });
            });
        });
        collection.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            // The service comes up (and says that it is not ready) while the broker is away.
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(5);
        });
        collection.AddSingleton<IEventBus, RabbitMqEvents>();
        collection.AddSingleton<HandledCounts>();
        collection.AddSingleton(p => new Backlogs(connectionString, services[0], p.GetServices<ISweep>(), p.GetRequiredService<HandledCounts>(), p.GetRequiredService<TimeProvider>()));
        collection.AddSingleton(p => new TopologyStands(connectionString, p.GetRequiredService<TimeProvider>()));
        collection.AddHealthChecks().AddCheck<TopologyStands>("topology", tags: [Health.Bus], timeout: TimeSpan.FromSeconds(5));
    }

    static Type InboxOf(Type message) => typeof(Inbox<>).MakeGenericType(message);

    static void Connect(IRabbitMqBusFactoryConfigurator rabbit, string connectionString)
    {
        rabbit.Host(new Uri(connectionString), host => host.PublisherConfirmation = true);
        rabbit.MessageTopology.SetEntityNameFormatter(new WireNames());
        rabbit.Publish<IEvent>(publish => publish.Exclude = true);
    }

    static void Quorum(IRabbitMqQueueConfigurator queue)
    {
        queue.SetQueueArgument("x-queue-type", "quorum");
        // RabbitMQ 4 drops a message after 20 redeliveries by default; here nothing is dropped.
        queue.SetQueueArgument("x-delivery-limit", -1);
    }
}
