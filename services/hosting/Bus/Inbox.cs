using ClinicNetwork.Contracts;
using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>Brings a message from the broker to the service's table.</summary>
public sealed class Inbox<TMessage>(MessageTable table, HandledCounts handled) : IConsumer<TMessage> where TMessage : class, IEvent
{
    public async Task Consume(ConsumeContext<TMessage> context)
    {
        await table.Handle(context.Message,
            context.MessageId ?? throw new UnbelievableMessageException("message-id", "A message without an id cannot be handled once."), context.CancellationToken);
        handled.Add(context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1]);
    }
}
