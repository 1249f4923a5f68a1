using ClinicNetwork.Contracts;

namespace ClinicNetwork.Kernel;

/// <summary>
/// The state of one aggregate, stored as one document. Immutable: a fact makes the next state. Holds ids, codes and
/// numbers; what people wrote travels beside the facts (<see cref="Decision{TFact}.Words"/>).
/// </summary>
/// <typeparam name="TSelf">The state itself, a record.</typeparam>
/// <typeparam name="TFact">The closed family of its facts, past tense.</typeparam>
public interface IAggregate<TSelf, in TFact> where TSelf : IAggregate<TSelf, TFact>
{
    /// <summary>The state before the first fact.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>The clinic chain (tenant) that the document belongs to.</summary>
    string Chain { get; }

    /// <summary>The earliest of all instants at which time alone must move this aggregate on; null when none does.</summary>
    DateTimeOffset? Due { get; }

    /// <summary>The state after a fact. Pure: no clock, no I/O.</summary>
    TSelf Evolve(TFact fact);
}

/// <summary>Makes the events that facts mean to other services. Pure.</summary>
/// <param name="state">The state after all facts.</param>
/// <param name="facts">The new facts, or those told again.</param>
/// <param name="version">The document's version after the write.</param>
public delegate IEnumerable<IEvent> Publisher<in TState, in TFact>(TState state, IReadOnlyList<TFact> facts, long version);

/// <summary>A fact as stored: when, by whom, in which version of the document, under which trace.</summary>
public sealed record Recorded<TFact>(TFact Fact, DateTimeOffset At, Actor Actor, long Version, string? Trace);
