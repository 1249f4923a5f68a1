using ClinicNetwork.Contracts;

namespace ClinicNetwork.Hosting;

/// <summary>A use case that a message begins and that needs more than its document: each step of it is named in its <c>Handle</c>.</summary>
public interface IHandles<in TMessage> where TMessage : IEvent
{
    Task Handle(TMessage message, Cause cause, CancellationToken ct);
}

/// <summary>What a service does with one kind of message.</summary>
/// <param name="Handle">False when the message found nothing left to do; a use case of several steps cannot tell and says true.</param>
public sealed record MessageRow(Type Message, Func<IEvent, Cause, CancellationToken, Task<bool>> Handle)
{
    /// <summary>The row of a use case that says nothing of its effect.</summary>
    public static MessageRow Of(Type message, Func<IEvent, Cause, CancellationToken, Task> handle) => new(message, async (m, cause, ct) =>
    {
        await handle(m, cause, ct);
        return true;
    });
}

/// <summary>All messages that a service handles: the one entry of everything that comes by the bus.</summary>
public sealed class MessageTable(IEnumerable<MessageRow> rows)
{
    readonly Dictionary<Type, MessageRow> rows = rows.ToDictionary(row => row.Message);

    public IReadOnlyCollection<Type> Messages => rows.Keys;

    /// <summary>Handles a message; handled before, it has no second effect.</summary>
    /// <returns>False when it found nothing left to do.</returns>
    /// <exception cref="UnbelievableMessageException">Its numbers are out of all bounds.</exception>
    public Task<bool> Handle(IEvent message, Guid id, CancellationToken ct)
    {
        Bounds.Check(message);
        var publisher = Routes.Of(message.GetType()).Publisher;
        return rows[message.GetType()].Handle(message, new(id, Actor.Service(publisher)), ct);
    }
}

public static class MessageTableSetup
{
    /// <summary>A use case with steps of its own for a message.</summary>
    public static void AddHandler<TMessage, THandler>(this IServiceCollection services) where TMessage : IEvent where THandler : class, IHandles<TMessage>
    {
        services.AddSingleton<THandler>();
        services.AddSingleton(p => MessageRow.Of(typeof(TMessage), (m, cause, ct) => p.GetRequiredService<THandler>().Handle((TMessage)m, cause, ct)));
    }

    /// <summary>The rows of a rulebook: message → document → decide.</summary>
    public static void AddRows<TState, TFact>(this IServiceCollection services, Rulebook<TState, TFact> rules) where TState : IAggregate<TState, TFact>
    {
        foreach (var row in rules.Rows)
            services.AddSingleton(p => new MessageRow(row.Message, async (message, cause, ct) => await p.GetRequiredService<DocumentStore<TState, TFact>>()
                .Handle(row.Document(message), cause, message, (state, command) => row.Decide(state, message, command.Actor, command.At), ct) is not { Facts.Count: 0, Refusal: null }));
    }
}
