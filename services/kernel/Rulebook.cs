using ClinicNetwork.Contracts;

namespace ClinicNetwork.Kernel;

/// <summary>Everything that one aggregate is decided by: what it says to others, what time does to it, which messages move it.</summary>
/// <param name="Collection">Where its documents lie.</param>
/// <param name="Publish">Facts → events.</param>
/// <param name="Time">What time alone does.</param>
/// <param name="Rows">Messages that need nothing but the document to be decided on.</param>
public sealed record Rulebook<TState, TFact>(
    string Collection, Publisher<TState, TFact> Publish, Func<TState, Command<TimePassed>, Decision<TFact>> Time, params IReadOnlyList<Row<TState, TFact>> Rows)
    where TState : IAggregate<TState, TFact>
{
    /// <summary>The facts that stand for the present state, told again to projections that are behind; none when nobody projects it.</summary>
    public Func<TState, IReadOnlyList<TFact>> Snapshot { get; init; } = _ => [];

    /// <summary>The row of a message: which document it is for, and what is decided on it.</summary>
    public static Row<TState, TFact> On<TMessage>(Func<TMessage, string> document, Func<TState, Command<TMessage>, Decision<TFact>> decide) where TMessage : IEvent =>
        new(typeof(TMessage), m => document((TMessage)m), (state, m, actor, at) => decide(state, new((TMessage)m, actor, at)));
}

/// <summary>One row of the table message → document → decide.</summary>
public sealed record Row<TState, TFact>(
    Type Message, Func<IEvent, string> Document, Func<TState, IEvent, Actor, DateTimeOffset, Decision<TFact>> Decide);
