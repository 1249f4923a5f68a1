namespace ClinicNetwork.Hosting;

/// <summary>
/// The state of one aggregate, stored as one document. Immutable: a fact makes the next state.
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

/// <summary>Why something happens: the message or request (its id makes a repetition harmless) and who asked.</summary>
public sealed record Cause(Guid MessageId, string By)
{
    /// <summary>A cause of its own, for work that nobody sent, such as a timer.</summary>
    public static Cause Own(string by) => new(Guid.NewGuid(), by);
}

/// <summary>
/// What a decider answers: facts that now hold, facts that held already and are told again (a repeated request gets
/// its answer again), or a refusal. Nothing of the three means "already so".
/// </summary>
public sealed record Decision<TFact>(IReadOnlyList<TFact> Facts, IReadOnlyList<TFact> Again, Refusal? Refusal)
{
    /// <summary>Already so: nothing to record, nothing to tell.</summary>
    public static Decision<TFact> None { get; } = new([], [], null);

    public static Decision<TFact> Of(params IReadOnlyList<TFact> facts) => new(facts, [], null);

    /// <summary>Nothing new, but who asked hears the current answer once more.</summary>
    public static Decision<TFact> Repeat(params IReadOnlyList<TFact> facts) => new([], facts, null);

    public static Decision<TFact> Refuse(Refusal refusal) => new([], [], refusal);

    public static implicit operator Decision<TFact>(TFact fact) => Of(fact);
    public static implicit operator Decision<TFact>(TFact[] facts) => Of(facts);
    public static implicit operator Decision<TFact>(Refusal refusal) => Refuse(refusal);
}

/// <summary>A fact as stored: when, by whom, in which version of the document, under which trace.</summary>
public sealed record Recorded<TFact>(TFact Fact, DateTimeOffset At, string By, long Version, string? Trace);

/// <summary>What became of a command: the state after it, the facts it added (none: already so), or its refusal.</summary>
public sealed record Handled<TState, TFact>(TState State, long Version, IReadOnlyList<TFact> Facts, Refusal? Refusal);
