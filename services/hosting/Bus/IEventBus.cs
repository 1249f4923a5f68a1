namespace ClinicNetwork.Hosting;

/// <summary>The port between the outbox relay and RabbitMQ.</summary>
public interface IEventBus
{
    /// <summary>Publishes an event under its stored id; comes back once the broker has it on disk.</summary>
    /// <exception cref="Exception">It did not take it, or no queue does.</exception>
    Task Publish(OutboxEntry entry, CancellationToken ct);
}
