namespace ClinicNetwork.Kernel;

/// <summary>
/// What a decider answers: facts that now hold, facts that held already and are told again (a repeated request gets
/// its answer again), or a refusal. Nothing of the three means "already so".
/// </summary>
public sealed record Decision<TFact>(IReadOnlyList<TFact> Facts, IReadOnlyList<TFact> Again, Refusal? Refusal)
{
    static readonly IReadOnlyDictionary<string, string> NoWords = new Dictionary<string, string>();

    /// <summary>What people wrote, by its name: kept in the document's one place for it, never in a fact, a state or an event.</summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = NoWords;

    /// <summary>Already so: nothing to record, nothing to tell.</summary>
    public static Decision<TFact> None { get; } = new([], [], null);

    public static Decision<TFact> Of(params IReadOnlyList<TFact> facts) => new(facts, [], null);

    /// <summary>Nothing new, but who asked hears the current answer once more.</summary>
    public static Decision<TFact> Repeat(params IReadOnlyList<TFact> facts) => new([], facts, null);

    public static Decision<TFact> Refuse(Refusal refusal) => new([], [], refusal);

    /// <summary>The same, with words to keep under this name.</summary>
    public Decision<TFact> With(string name, string? words) =>
        words is null ? this : this with { Words = new Dictionary<string, string>(Words) { [name] = words } };

    public static implicit operator Decision<TFact>(TFact fact) => Of(fact);
    public static implicit operator Decision<TFact>(TFact[] facts) => Of(facts);
    public static implicit operator Decision<TFact>(Refusal refusal) => Refuse(refusal);
}

/// <summary>What became of a command: the state after it, the facts it added (none: already so), or its refusal.</summary>
/// <param name="Repeated">True when the message or request had been handled before.</param>
public sealed record Handled<TState, TFact>(TState State, long Version, IReadOnlyList<TFact> Facts, Refusal? Refusal, bool Repeated = false);
