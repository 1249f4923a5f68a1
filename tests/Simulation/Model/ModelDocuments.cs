using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A collection of documents as the model of the database holds it: BSON, as MongoDB would.</summary>
sealed class ModelCollection(string name)
{
    public string Name => name;
    public SortedDictionary<string, BsonDocument> Documents { get; } = new(StringComparer.Ordinal);
    /// <summary>Called with each instant at which somebody should look at a document.</summary>
    public Action<DateTimeOffset> Due { get; set; } = _ => { };

    /// <summary>The earliest instant at which a document or an outbox waits to be looked at; null when none does.</summary>
    public DateTime? Earliest() => Documents.Values.SelectMany(d => new[] { d.GetValue("due", BsonNull.Value), d.GetValue("outboxDue", BsonNull.Value) })
        .Where(t => t.IsBsonDateTime).Select(t => (DateTime?)t.ToUniversalTime()).Min();
}

/// <summary>
/// The model of <see cref="MongoDocuments{TState, TFact}"/>. One suite of tests holds it against the real one, so that it cannot lie.
/// </summary>
sealed class ModelDocuments<TState, TFact>(ModelCollection collection, Line line) : IDocuments<TState, TFact>
{
    static readonly string[] OutboxTimes = ["outboxSince", "outboxDue", "outboxTries"];

    public string Name => collection.Name;

    public Task<Document<TState, TFact>?> Find(string id, Part part, CancellationToken ct) => line.Do(() => Get(id) is { } found ? Read(found, part) : null);

    public Task<IReadOnlyList<Document<TState, TFact>>> Find(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        line.Do<IReadOnlyList<Document<TState, TFact>>>(() => [.. ids.Distinct().Select(Get).OfType<BsonDocument>().Select(d => Read(d, Part.State))]);

    public Task<bool> TryInsert(Document<TState, TFact> document, CancellationToken ct) => line.Do(() =>
    {
        if (!collection.Documents.TryAdd(document.Id, document.ToBsonDocument())) return false;
        Announce(collection.Documents[document.Id]);
        return true;
    });

    public Task<bool> TryUpdate(string id, long version, Change<TState, TFact> change, CancellationToken ct) => line.Do(() => Update(id, version, change));

    bool Update(string id, long version, Change<TState, TFact> change)
    {
        if (Get(id) is not { } found || found["version"].ToInt64() != version) return false;
        var written = new Document<TState, TFact>
        {
            Id = id, State = change.State, Version = change.Version, Chain = change.Chain, At = change.At, Due = change.Due,
            OutboxSince = change.OutboxSince, OutboxDue = change.OutboxDue, Outbox = [.. change.Outbox], History = [.. change.Recorded], Seen = [.. change.Seen], Personal = new(change.Words),
        }.ToBsonDocument();
        written["history"] = new BsonArray(found["history"].AsBsonArray.Concat(written["history"].AsBsonArray));
        written["seen"] = new BsonArray(found["seen"].AsBsonArray.Concat(written["seen"].AsBsonArray).TakeLast(Document<TState, TFact>.SeenLimit));
        written["personal"] = found["personal"].AsBsonDocument.Merge(written["personal"].AsBsonDocument, overwriteExistingElements: true);
        collection.Documents[id] = written;
        Announce(written);
        return true;
    }

    public Task Trim(string id, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> Due(DateTimeOffset now, int limit, CancellationToken ct) => line.Do(() => IdsBy("due", now, limit));

    public Task<IReadOnlyList<string>> Unpublished(DateTimeOffset now, int limit, CancellationToken ct) => line.Do(() => IdsBy("outboxDue", now, limit));

    IReadOnlyList<string> IdsBy(string field, DateTimeOffset now, int limit) =>
        [.. collection.Documents.Values.Where(d => Time(d, field) <= now).OrderBy(d => Time(d, field)).Take(limit).Select(d => d["_id"].AsString)];

    public Task<bool> Claim(string id, DateTimeOffset now, CancellationToken ct) => line.Do(() => Postpone(id, "due", "dueTries", MongoOutboxes.Again, now) is not null);

    public Task<IReadOnlyList<OutboxEntry>> ClaimOutbox(string id, DateTimeOffset now, CancellationToken ct) => line.Do<IReadOnlyList<OutboxEntry>>(() =>
        Postpone(id, "outboxDue", "outboxTries", MongoOutboxes.AgainPublished, now) is { } found
            ? [.. found["outbox"].AsBsonArray.Select(e => BsonSerializer.Deserialize<OutboxEntry>(e.AsBsonDocument))]
            : []);

    BsonDocument? Postpone(string id, string field, string tries, Backoff backoff, DateTimeOffset now)
    {
        if (Get(id) is not { } found || !(Time(found, field) <= now)) return null;
        var tried = found.GetValue(tries, 0).ToInt32() + 1;
        found[field] = (now + backoff.After(tried)).UtcDateTime;
        found[tries] = tried;
        Announce(found);
        return found;
    }

    public Task TakeOut(IReadOnlyList<(string Id, IReadOnlyList<Guid> Events)> delivered, CancellationToken ct) => line.Do(() =>
    {
        foreach (var (id, events) in delivered)
        {
            if (Get(id) is not { } found) continue;
            found["outbox"] = new BsonArray(found["outbox"].AsBsonArray.Where(e => !events.Contains(e["_id"].AsGuid)));
            if (found["outbox"].AsBsonArray.Count > 0) continue;
            foreach (var time in OutboxTimes) found.Remove(time);
        }
    });

    public Task<IReadOnlyList<string>> Ids(string? after, int limit, CancellationToken ct) => line.Do<IReadOnlyList<string>>(() =>
        [.. collection.Documents.Keys.Where(id => after is null || string.CompareOrdinal(id, after) > 0).Take(limit)]);

    public Task CreateIndexes(CancellationToken ct) => Task.CompletedTask;

    BsonDocument? Get(string id) => collection.Documents.GetValueOrDefault(id);

    static DateTimeOffset? Time(BsonDocument document, string field) => document.TryGetValue(field, out var value) && value.IsBsonDateTime ? value.ToUniversalTime() : null;

    void Announce(BsonDocument document)
    {
        foreach (var field in new[] { "due", "outboxDue" })
            if (Time(document, field) is { } at) collection.Due(at);
    }

    /// <summary>As stored and read again, so that nothing shared remains between reader and store.</summary>
    static Document<TState, TFact> Read(BsonDocument stored, Part part)
    {
        var shown = new BsonDocument(stored.Elements.Where(e => (e.Name != "history" || part.HasFlag(Part.History)) && (e.Name != "personal" || part.HasFlag(Part.Personal))));
        using var reader = new BsonDocumentReader(shown);
        return BsonSerializer.Deserialize<Document<TState, TFact>>(reader);
    }
}
