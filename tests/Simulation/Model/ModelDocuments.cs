using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What the world looks for in a collection of the model, whatever its documents are.</summary>
abstract class ModelCollection
{
    /// <summary>Called with each instant at which somebody should look at a document.</summary>
    public Action<DateTimeOffset> Due { get; init; } = _ => { };

    /// <summary>True when a document or an outbox waits to be looked at by then.</summary>
    public abstract bool Waits(DateTimeOffset by);

    /// <summary>How many documents have held events since before then.</summary>
    public abstract int Untold(DateTimeOffset since);
}

/// <summary>A collection as the model of the database holds it: documents as MongoDB would give them back.</summary>
sealed class ModelCollection<TState, TFact>(string name) : ModelCollection
{
    public string Name => name;
    public SortedDictionary<string, Document<TState, TFact>> Documents { get; } = new(StringComparer.Ordinal);

    public override bool Waits(DateTimeOffset by) => Documents.Values.Any(d => d.Due <= by || d.OutboxDue <= by);

    public override int Untold(DateTimeOffset since) => Documents.Values.Count(d => d.Outbox.Count > 0 && !(d.OutboxSince >= since));
}

/// <summary>
/// The model of <see cref="MongoDocuments{TState, TFact}"/>. One suite of tests holds it against the real one, so that it cannot lie.
/// What is written goes through BSON once, so that it is kept as MongoDB would keep it; a reader has lists of its own, and shares only what cannot change.
/// </summary>
sealed class ModelDocuments<TState, TFact>(ModelCollection<TState, TFact> collection, Line line) : IDocuments<TState, TFact>
{
    public string Name => collection.Name;

    public Task<Document<TState, TFact>?> Find(string id, Part part, CancellationToken ct) => line.Do(() => Get(id) is { } found ? Read(found, part) : null);

    public Task<IReadOnlyList<Document<TState, TFact>>> Find(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        line.Do<IReadOnlyList<Document<TState, TFact>>>(() => [.. ids.Distinct().Select(Get).OfType<Document<TState, TFact>>().Select(d => Read(d, Part.State))]);

    public Task<bool> TryInsert(Document<TState, TFact> document, CancellationToken ct) => line.Do(() =>
    {
        if (Get(document.Id) is not null) return false;
        Keep(AsStored(document));
        return true;
    });

    public Task<bool> TryUpdate(string id, long version, Change<TState, TFact> change, CancellationToken ct) => line.Do(() =>
    {
        if (Get(id) is not { } found || found.Version != version) return false;
        var written = AsStored(new()
        {
            Id = id, State = change.State, Version = change.Version, Chain = change.Chain, At = change.At, Due = change.Due,
            OutboxSince = change.OutboxSince, OutboxDue = change.OutboxDue, Outbox = [.. change.Outbox], History = [.. change.Recorded], Seen = [.. change.Seen], Personal = new(change.Words),
        });
        written.History = [.. found.History, .. written.History];
        written.Seen = [.. found.Seen.Concat(written.Seen).TakeLast(Document<TState, TFact>.SeenLimit)];
        written.Personal = new(found.Personal.Where(words => !change.Words.ContainsKey(words.Key)).Concat(written.Personal));
        Keep(written);
        return true;
    });

    public Task Trim(string id, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> Due(DateTimeOffset now, int limit, CancellationToken ct) => line.Do(() => IdsBy(d => d.Due, now, limit));

    public Task<IReadOnlyList<string>> Unpublished(DateTimeOffset now, int limit, CancellationToken ct) => line.Do(() => IdsBy(d => d.OutboxDue, now, limit));

    IReadOnlyList<string> IdsBy(Func<Document<TState, TFact>, DateTimeOffset?> time, DateTimeOffset now, int limit) =>
        [.. collection.Documents.Values.Where(d => time(d) <= now).OrderBy(time).Take(limit).Select(d => d.Id)];

    public Task<bool> Claim(string id, DateTimeOffset now, CancellationToken ct) => line.Do(() =>
    {
        if (Get(id) is not { } found || !(found.Due <= now)) return false;
        found.Due = Milliseconds(now + MongoOutboxes.Again.After(++found.DueTries));
        Announce(found);
        return true;
    });

    public Task<IReadOnlyList<OutboxEntry>> ClaimOutbox(string id, DateTimeOffset now, CancellationToken ct) => line.Do<IReadOnlyList<OutboxEntry>>(() =>
    {
        if (Get(id) is not { } found || !(found.OutboxDue <= now)) return [];
        found.OutboxDue = Milliseconds(now + MongoOutboxes.AgainPublished.After(++found.OutboxTries));
        Announce(found);
        return [.. found.Outbox];
    });

    public Task TakeOut(IReadOnlyList<(string Id, IReadOnlyList<Guid> Events)> delivered, CancellationToken ct) => line.Do(() =>
    {
        foreach (var (id, events) in delivered)
        {
            if (Get(id) is not { } found) continue;
            found.Outbox.RemoveAll(e => events.Contains(e.Id));
            if (found.Outbox.Count == 0) (found.OutboxSince, found.OutboxDue, found.OutboxTries) = (null, null, 0);
        }
    });

    public Task<IReadOnlyList<string>> Ids(string? after, int limit, CancellationToken ct) => line.Do<IReadOnlyList<string>>(() =>
        [.. collection.Documents.Keys.Where(id => after is null || string.CompareOrdinal(id, after) > 0).Take(limit)]);

    public Task CreateIndexes(CancellationToken ct) => Task.CompletedTask;

    Document<TState, TFact>? Get(string id) => collection.Documents.GetValueOrDefault(id);

    void Keep(Document<TState, TFact> document)
    {
        collection.Documents[document.Id] = document;
        Announce(document);
    }

    void Announce(Document<TState, TFact> document)
    {
        if (document.Due is { } due) collection.Due(due);
        if (document.OutboxDue is { } outboxDue) collection.Due(outboxDue);
    }

    static Document<TState, TFact> AsStored(Document<TState, TFact> document) => BsonSerializer.Deserialize<Document<TState, TFact>>(document.ToBson());

    /// <summary>BSON's times have milliseconds.</summary>
    static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    static Document<TState, TFact> Read(Document<TState, TFact> stored, Part part) => new()
    {
        Id = stored.Id, Chain = stored.Chain, Version = stored.Version, At = stored.At, State = stored.State,
        Due = stored.Due, DueTries = stored.DueTries, Seen = [.. stored.Seen],
        Outbox = [.. stored.Outbox], OutboxSince = stored.OutboxSince, OutboxDue = stored.OutboxDue, OutboxTries = stored.OutboxTries,
        History = part.HasFlag(Part.History) ? [.. stored.History] : [], Personal = part.HasFlag(Part.Personal) ? new(stored.Personal) : [],
    };
}
