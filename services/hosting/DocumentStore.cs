using System.Diagnostics;
using ClinicNetwork.Contracts;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>Makes the events that facts mean to other services. Pure.</summary>
/// <param name="state">The state after all facts.</param>
/// <param name="facts">The new facts, or those told again.</param>
/// <param name="version">The document's version after the write.</param>
public delegate IEnumerable<IEvent> Publisher<in TState, in TFact>(TState state, IReadOnlyList<TFact> facts, long version);

/// <summary>
/// Loads an aggregate, lets a decider decide, and writes state, history, events and the handled message's id
/// in one update filtered by version. Whoever loses the race reloads and decides again.
/// </summary>
public sealed class DocumentStore<TState, TFact>(
    IMongoDatabase database,
    string collection,
    Publisher<TState, TFact> publish,
    Func<TState, DateTimeOffset, Decision<TFact>> timer,
    OutboxRelay relay,
    TimeProvider clock,
    params IReadOnlyList<BsonDocument> indexes) : ISweepable
    where TState : IAggregate<TState, TFact>
{
    const int Attempts = 24;
    static readonly FilterDefinitionBuilder<Document<TState, TFact>> Where = Builders<Document<TState, TFact>>.Filter;
    static readonly ProjectionDefinition<Document<TState, TFact>> WithoutHistory =
        Builders<Document<TState, TFact>>.Projection.Exclude(d => d.History);

    readonly HistoryArchive<TState, TFact> archive = new(database.GetCollection<Document<TState, TFact>>(collection));

    /// <summary>The collection itself, for indexes and for the owning service's own queries.</summary>
    public IMongoCollection<Document<TState, TFact>> Collection { get; } =
        database.GetCollection<Document<TState, TFact>>(collection);

    /// <summary>The document without its history; null when there is none.</summary>
    public async Task<Document<TState, TFact>?> Find(string id, CancellationToken ct = default) =>
        await Collection.Find(Where.Eq(d => d.Id, id)).Project<Document<TState, TFact>>(WithoutHistory).FirstOrDefaultAsync(ct);

    /// <summary>The document with its whole history, archived facts included, oldest first; null when there is none.</summary>
    public async Task<Document<TState, TFact>?> FindWithHistory(string id, CancellationToken ct = default)
    {
        var found = await Collection.Find(Where.Eq(d => d.Id, id)).FirstOrDefaultAsync(ct);
        if (found?.Version >= HistoryArchive<TState, TFact>.Every) found.History = await archive.Whole(id, found.History, ct);
        return found;
    }

    /// <summary>Decides on the current state and stores what follows. A message handled before has no second effect.</summary>
    /// <exception cref="ConcurrencyException">Lost the race for the document too often; the caller may try again later.</exception>
    public Task<Handled<TState, TFact>> Handle(string id, Cause cause, Func<TState, Decision<TFact>> decide, CancellationToken ct = default) =>
        Handle(id, cause, decide, begins: false, ct);

    /// <inheritdoc cref="Handle(string, Cause, Func{TState, Decision{TFact}}, CancellationToken)"/>
    /// <param name="begins">
    /// True for what usually makes the document: the insert itself finds out that there is none, so nothing is read first.
    /// When there is one, it is read and decided on as always.
    /// </param>
    public async Task<Handled<TState, TFact>> Handle(
        string id, Cause cause, Func<TState, Decision<TFact>> decide, bool begins, CancellationToken ct = default)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var unread = begins && attempt == 1;
            var found = unread ? null : await Find(id, ct);
            var state = found is null ? TState.Initial : found.State;
            if (found?.Seen.Contains(cause.MessageId) == true)
                return new(state, found.Version, [], null);

            var decision = decide(state);
            if (decision.Refusal is not null || decision is { Facts.Count: 0, Again.Count: 0 })
            {
                if (unread) continue;
                return new(state, found?.Version ?? 0, [], decision.Refusal);
            }

            var next = decision.Facts.Aggregate(state, (s, fact) => s.Evolve(fact));
            if (await Write(id, found, next, decision, cause, ct) is { } version)
            {
                if (version % HistoryArchive<TState, TFact>.Every == 0) await TryTrim(id, ct);
                return new(next, version, decision.Facts, null);
            }
            if (!unread) await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(attempt * 4)), clock, ct);
        }
        throw new ConcurrencyException($"{collection}/{id} changed {Attempts} times while deciding");
    }

    async Task TryTrim(string id, CancellationToken ct)
    {
        try
        {
            await archive.Trim(id, ct);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            // The write itself stands; the history is looked at again later.
            relay.Log.LogWarning("The history of {Collection}/{Id} could not be archived yet: {Reason}", collection, id, e.Message);
        }
    }

    /// <summary>One write: an insert for the first facts, else an update filtered by version. Null when another was faster.</summary>
    async Task<long?> Write(
        string id, Document<TState, TFact>? found, TState next, Decision<TFact> decision, Cause cause, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var version = (found?.Version ?? 0) + 1;
        var trace = Activity.Current?.Id;
        var confirmed = relay.Confirmed(collection, id);
        var fresh = publish(next, [.. decision.Facts, .. decision.Again], version)
            .Select((message, i) => OutboxEntry.For(message, id, i, trace)).ToList();
        var waiting = found?.Outbox.Where(e => !confirmed.Contains(e.Id)).ToList() ?? [];
        var recorded = decision.Facts.Select(f => new Recorded<TFact>(f, now, cause.By, version, trace));
        DateTimeOffset? since = waiting.Count > 0 ? found!.OutboxSince ?? now : fresh.Count > 0 ? now : null;

        if (found is null)
        {
            if (!await TryInsert(new()
            {
                Id = id,
                Chain = next.Chain,
                Version = version,
                Due = next.Due,
                State = next,
                History = [.. recorded],
                Outbox = fresh,
                OutboxSince = since,
                Seen = [cause.MessageId],
            }, ct)) return null;
        }
        else
        {
            var set = Builders<Document<TState, TFact>>.Update;
            var update = set.Combine(
                set.Set(d => d.State, next), set.Set(d => d.Version, version), set.Set(d => d.Chain, next.Chain),
                next.Due is { } due ? set.Set(d => d.Due, due) : set.Unset(d => d.Due),
                since is { } s ? set.Set(d => d.OutboxSince, s) : set.Unset(d => d.OutboxSince),
                set.Set(d => d.Outbox, [.. waiting, .. fresh]),
                set.PushEach(d => d.History, recorded),
                set.PushEach(d => d.Seen, [cause.MessageId], slice: -Document<TState, TFact>.SeenLimit));
            var written = await Collection.UpdateOneAsync(Where.Eq(d => d.Id, id) & Where.Eq(d => d.Version, found.Version), update, cancellationToken: ct);
            if (written.MatchedCount == 0) return null;
        }
        relay.Forget(collection, id, confirmed);
        relay.Enqueue(collection, id, fresh);
        return version;
    }

    async Task<bool> TryInsert(Document<TState, TFact> document, CancellationToken ct)
    {
        try
        {
            await Collection.InsertOneAsync(document, cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>Indexes of every document collection (what is due, what the relay left behind) and the owner's own.</summary>
    public Task CreateIndexes(CancellationToken ct) => Collection.Indexes.CreateManyAsync(
    [
        new(new BsonDocument("due", 1), new CreateIndexOptions<Document<TState, TFact>>
            { Name = "due", PartialFilterExpression = new BsonDocument("due", new BsonDocument("$exists", true)) }),
        new(new BsonDocument("outboxSince", 1), new CreateIndexOptions<Document<TState, TFact>>
            { Name = "outboxSince", PartialFilterExpression = new BsonDocument("outboxSince", new BsonDocument("$exists", true)) }),
        .. indexes.Select(keys => new CreateIndexModel<Document<TState, TFact>>(keys)),
    ], ct);

    /// <summary>Publishes again what has waited in an outbox since before <paramref name="before"/>, at most 200 documents.</summary>
    public async Task SweepOutbox(DateTimeOffset before, CancellationToken ct)
    {
        var left = await Collection.Find(Where.Lt(d => d.OutboxSince, before)).SortBy(d => d.OutboxSince).Limit(200)
            .Project<Document<TState, TFact>>(WithoutHistory).ToListAsync(ct);
        foreach (var document in left)
            relay.Enqueue(collection, document.Id, document.Outbox);
    }

    /// <summary>Lets time act on every document that is due, at most 200; one that fails or does not move backs off.</summary>
    public async Task SweepDue(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await Collection.Find(Where.Lte(d => d.Due, now)).SortBy(d => d.Due).Limit(200)
            .Project<Document<TState, TFact>>(WithoutHistory).ToListAsync(ct);
        foreach (var document in due)
        {
            var moved = false;
            try
            {
                moved = (await Handle(document.Id, Cause.Own("timer"), s => timer(s, now), ct)).Facts.Count > 0;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                relay.Log.LogWarning(e, "The timer of {Collection}/{Id} failed; it backs off", collection, document.Id);
            }
            if (!moved)
                await Collection.UpdateOneAsync(Where.Eq(d => d.Id, document.Id) & Where.Eq(d => d.Version, document.Version),
                    Builders<Document<TState, TFact>>.Update.Set(d => d.Due, now + TimeSpan.FromMinutes(1)), cancellationToken: ct);
        }
    }
}

/// <summary>A document changed under a decision more often than is worth trying again at once.</summary>
public sealed class ConcurrencyException(string message) : Exception(message);
