using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>Events on RabbitMQ: confirmed and mandatory.</summary>
public sealed class RabbitMqEvents(IOutgoingBus bus) : IEventBus
{
    public Task Publish(OutboxEntry entry, CancellationToken ct)
    {
        var (message, contract) = entry.Open();
        return bus.Publish(message, contract, Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = entry.Id;
            // An event that no queue takes is an error, not a success.
            if (context.TryGetPayload(out RabbitMqSendContext? rabbit)) rabbit.Mandatory = true;
        }), ct);
    }
}
