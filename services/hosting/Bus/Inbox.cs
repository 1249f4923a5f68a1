using ClinicNetwork.Contracts;
using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>Brings a message from the broker to the service's table.</summary>
public sealed class Inbox<TMessage>(MessageTable table) : IConsumer<TMessage> where TMessage : class, IEvent
{
    public Task Consume(ConsumeContext<TMessage> context) => table.Handle(context.Message,
        context.MessageId ?? throw new UnbelievableMessageException("message-id", "A message without an id cannot be handled once."), context.CancellationToken);
}
