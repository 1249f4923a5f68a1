using System.Diagnostics;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Loads an aggregate, lets a decider decide, and writes state, history, words, events and the handled message's id
/// in one update filtered by version. Whoever loses the race reloads and decides again.
/// </summary>
public sealed class DocumentStore<TState, TFact>(
    IDocuments<TState, TFact> documents, Rulebook<TState, TFact> rules, OutboxRelay relay, TimeProvider clock, Random random, ILogger<DocumentStore<TState, TFact>> log)
    where TState : IAggregate<TState, TFact>
{
    const int Attempts = 24;

    public IDocuments<TState, TFact> Documents => documents;
    public Rulebook<TState, TFact> Rules => rules;

    /// <summary>The document, as much of it as is asked for; null when there is none.</summary>
    public Task<Document<TState, TFact>?> Find(string id, Part part, CancellationToken ct = default) => documents.Find(id, part, ct);

    /// <summary>The document without its history and its words; null when there is none.</summary>
    public Task<Document<TState, TFact>?> Find(string id, CancellationToken ct = default) => documents.Find(id, Part.State, ct);

    /// <summary>To the millisecond, as it is stored: the facts played again have to make the very state that was decided on.</summary>
    DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Decides what someone wants, and stores what follows.</summary>
    /// <inheritdoc cref="Handle(string, Cause, Func{TState, Decision{TFact}}, bool, CancellationToken)"/>
    public Task<Handled<TState, TFact>> Handle<TWhat>(
        string id, Cause cause, TWhat what, Func<TState, Command<TWhat>, Decision<TFact>> decide, bool begins, CancellationToken ct = default) =>
        Handle(id, cause, state => decide(state, new(what, cause.Actor, Now)), begins, ct);

    /// <inheritdoc cref="Handle{TWhat}(string, Cause, TWhat, Func{TState, Command{TWhat}, Decision{TFact}}, bool, CancellationToken)"/>
    public Task<Handled<TState, TFact>> Handle<TWhat>(
        string id, Cause cause, TWhat what, Func<TState, Command<TWhat>, Decision<TFact>> decide, CancellationToken ct = default) =>
        Handle(id, cause, what, decide, begins: false, ct);

    /// <summary>Decides on the current state and stores what follows. A message handled before has no second effect.</summary>
    /// <param name="begins">
    /// True for what usually makes the document: the insert itself finds out that there is none, so nothing is read first.
    /// When there is one, it is read and decided on as always.
    /// </param>
    /// <exception cref="ConcurrencyException">Lost the race for the document too often; the caller may try again later.</exception>
    public async Task<Handled<TState, TFact>> Handle(
        string id, Cause cause, Func<TState, Decision<TFact>> decide, bool begins = false, CancellationToken ct = default)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var unread = begins && attempt == 1;
            var found = unread ? null : await documents.Find(id, Part.State, ct);
            var state = found is null ? TState.Initial : found.State;
            if (found?.Seen.Contains(cause.MessageId) == true)
                return new(state, found.Version, [], cause.Content is { } said && !found.Seen.Contains(said) ? KeyReused : null, Repeated: true);

            var decision = decide(state);
            if (decision.Refusal is not null || decision is { Facts.Count: 0, Again.Count: 0 })
            {
                if (unread) continue;
                return new(state, found?.Version ?? 0, [], decision.Refusal);
            }

            var next = decision.Facts.Aggregate(state, (s, fact) => s.Evolve(fact));
            if (await Write(id, found, next, decision, cause, ct) is { } version)
            {
                if (version % Document<TState, TFact>.TrimEvery == 0) await TryTrim(id, ct);
                return new(next, version, decision.Facts, null);
            }
            if (!unread) await Task.Delay(TimeSpan.FromMilliseconds(random.Next(attempt * 4)), clock, ct);
        }
        throw new ConcurrencyException($"{documents.Name}/{id} changed {Attempts} times while deciding");
    }

    static Refusal KeyReused { get; } =
        new(RefusalKind.Conflict, "key-reused", "This Idempotency-Key was used for another request: choose a new one.");

    async Task TryTrim(string id, CancellationToken ct)
    {
        try
        {
            await documents.Trim(id, ct);
        }
        catch (Exception e) when (e is MongoDB.Driver.MongoException or TimeoutException)
        {
            // The write itself stands; the history is looked at again later.
            log.LogWarning("The history of {Collection}/{Id} could not be archived yet: {Reason}", documents.Name, id, e.Message);
        }
    }

    /// <summary>One write: an insert for the first facts, else an update filtered by version. Null when another was faster.</summary>
    async Task<long?> Write(string id, Document<TState, TFact>? found, TState next, Decision<TFact> decision, Cause cause, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var version = (found?.Version ?? 0) + 1;
        var trace = Activity.Current?.Id;
        var confirmed = relay.Confirmed(documents.Name, id);
        var fresh = rules.Publish(next, [.. decision.Facts, .. decision.Again], version)
            .Select((message, i) => OutboxEntry.For(message, id, i, trace)).ToList();
        var waiting = found?.Outbox.Where(e => !confirmed.Contains(e.Id)).ToList() ?? [];
        DateTimeOffset? since = waiting.Count > 0 ? found!.OutboxSince ?? now : fresh.Count > 0 ? now : null;
        var change = new Change<TState, TFact>(next, next.Chain, version, now, next.Due,
            [.. decision.Facts.Select(f => new Recorded<TFact>(f, now, cause.Actor, version, trace))], decision.Words,
            [.. waiting, .. fresh], since, cause.Content is { } said ? [cause.MessageId, said] : [cause.MessageId]);

        var written = found is null ? await documents.TryInsert(First(id, change), ct) : await documents.TryUpdate(id, found.Version, change, ct);
        if (!written) return null;
        relay.Forget(documents.Name, id, confirmed);
        relay.Enqueue(documents, id, fresh);
        return version;
    }

    static Document<TState, TFact> First(string id, Change<TState, TFact> change) => new()
    {
        Id = id,
        Chain = change.Chain,
        Version = change.Version,
        At = change.At,
        Due = change.Due,
        State = change.State,
        History = [.. change.Recorded],
        Personal = new(change.Words),
        Outbox = [.. change.Outbox],
        OutboxSince = change.OutboxSince,
        OutboxDue = change.OutboxDue,
        Seen = [.. change.Seen],
    };

    /// <summary>Tells the present state once more, so that whoever is behind catches up; nothing changes.</summary>
    /// <param name="snapshot">The facts that stand for the present state; none when there is nothing to tell.</param>
    public Task<Handled<TState, TFact>> TellAgain(string id, Cause cause, Func<TState, IReadOnlyList<TFact>> snapshot, CancellationToken ct) =>
        Handle(id, cause, state => Decision<TFact>.Repeat(snapshot(state)), ct: ct);
}

/// <summary>A document changed under a decision more often than is worth trying again at once.</summary>
public sealed class ConcurrencyException(string message) : Exception(message);
