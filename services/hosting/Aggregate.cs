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

/// <summary>How a refusal maps to HTTP (and, in FHIR, to an issue type).</summary>
public enum RefusalKind
{
    /// <summary>400: the request cannot be understood (issue type structure or invalid).</summary>
    Invalid = 400,
    /// <summary>403: understood, but not for this caller (forbidden).</summary>
    Forbidden = 403,
    /// <summary>404: nothing there, or nothing this caller may see (not-found).</summary>
    NotFound = 404,
    /// <summary>409: contradicts what is stored (conflict).</summary>
    Conflict = 409,
    /// <summary>413: too large (too-long).</summary>
    TooLarge = 413,
    /// <summary>415: another format than the server reads (not-supported).</summary>
    UnsupportedMediaType = 415,
    /// <summary>422: understood, but against a rule (business-rule or code-invalid).</summary>
    Unprocessable = 422,
}

/// <summary>A refusal that the caller needs: what was wrong, where, and what to do.</summary>
/// <param name="Kind">How it maps to HTTP.</param>
/// <param name="Code">A stable code, e.g. <c>unknown-technique</c>.</param>
/// <param name="Text">Words for people. Never patient data.</param>
/// <param name="Expression">The FHIRPath of the element at fault, when there is one.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Text, string? Expression = null);

/// <summary>Carries a <see cref="Refusal"/> out of code that has no other way to return it; <see cref="Problems"/> maps it.</summary>
public sealed class RefusalException(params IReadOnlyList<Refusal> refusals) : Exception(refusals[0].Text)
{
    public IReadOnlyList<Refusal> Refusals { get; } = refusals;
}
