using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>
/// What sweeps and relay do with documents of whatever kind, without reading their state: one that this version cannot read
/// still publishes its events and holds up no other.
/// </summary>
public abstract class MongoOutboxes(IMongoCollection<BsonDocument> documents) : IDocuments
{
    /// <summary>A due document that does not move is looked at again after half a minute, then ever later, at most every ten minutes.</summary>
    public static readonly Backoff Again = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
    /// <summary>Events that the broker does not take.</summary>
    public static readonly Backoff AgainPublished = new(TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(1));

    const int MostLookedAt = 1000;
    static readonly FilterDefinitionBuilder<BsonDocument> Where = Builders<BsonDocument>.Filter;
    static readonly UpdateDefinitionBuilder<BsonDocument> Set = Builders<BsonDocument>.Update;
    static readonly BsonDocument IdOnly = new("_id", 1);
    static readonly string[] Swept = ["due", "outboxDue"], OutboxTimes = ["outboxSince", "outboxDue", "outboxTries"];

    public string Name => documents.CollectionNamespace.CollectionName;

    public Task<IReadOnlyList<string>> Due(DateTimeOffset now, int limit, CancellationToken ct) => IdsBy("due", now, limit, ct);

    public Task<IReadOnlyList<string>> Unpublished(DateTimeOffset now, int limit, CancellationToken ct) => IdsBy("outboxDue", now, limit, ct);

    /// <summary>By the field's own index, named: the local engine's planner reads all of a collection of large documents instead.</summary>
    async Task<IReadOnlyList<string>> IdsBy(string field, DateTimeOffset now, int limit, CancellationToken ct) =>
        [.. (await documents.Find(Where.Lte(field, now.UtcDateTime), new() { Hint = field }).Sort(new BsonDocument(field, 1)).Limit(limit).Project(IdOnly).ToListAsync(ct)).Select(d => d["_id"].AsString)];

    /// <summary>How many documents hold unpublished events, of a thousand looked at, and since when the oldest of them waits; null when none does.</summary>
    public async Task<(int Documents, DateTimeOffset? Since)> OldestUnpublished(CancellationToken ct)
    {
        // A time that all of them lie before: the partial index holds no others.
        var found = await documents.Find(Where.Lt("outboxDue", DateTime.MaxValue.ToUniversalTime()), new() { Hint = "outboxDue" }).Limit(MostLookedAt).Project(new BsonDocument("outboxSince", 1)).ToListAsync(ct);
        return (found.Count, found.Select(d => d.TryGetValue("outboxSince", out var since) ? new DateTimeOffset(since.ToUniversalTime()) : (DateTimeOffset?)null).Min());
    }

    public async Task<bool> Claim(string id, DateTimeOffset now, CancellationToken ct) => await Postpone(id, "due", "dueTries", Again, now, ct) is not null;

    public async Task<IReadOnlyList<OutboxEntry>> ClaimOutbox(string id, DateTimeOffset now, CancellationToken ct) =>
        await Postpone(id, "outboxDue", "outboxTries", AgainPublished, now, ct) is { } found
            ? [.. found["outbox"].AsBsonArray.Select(entry => BsonSerializer.Deserialize<OutboxEntry>(entry.AsBsonDocument))]
            : [];

    /// <summary>Its next look, later with each try, by the number of tries that was read: of two instances one wins.</summary>
    async Task<BsonDocument?> Postpone(string id, string field, string tries, Backoff backoff, DateTimeOffset now, CancellationToken ct)
    {
        var due = Where.Eq("_id", id) & Where.Lte(field, now.UtcDateTime);
        var found = await documents.Find(due).Project(new BsonDocument { { tries, 1 }, { field, 1 }, { "outbox", 1 } }).FirstOrDefaultAsync(ct);
        if (found is null) return null;
        var tried = found.GetValue(tries, 0).ToInt32() + 1;
        var postponed = await documents.UpdateOneAsync(Where.Eq("_id", id) & Where.Eq(field, found[field]),
            Set.Set(field, (now + backoff.After(tried)).UtcDateTime).Set(tries, tried), cancellationToken: ct);
        return postponed.MatchedCount == 1 ? found : null;
    }

    public Task TakeOut(IReadOnlyList<(string Id, IReadOnlyList<Guid> Events)> delivered, CancellationToken ct) => documents.BulkWriteAsync(
        delivered.Select(d => new UpdateOneModel<BsonDocument>(new BsonDocument("_id", d.Id), Without(d.Events))), new BulkWriteOptions { IsOrdered = false }, ct);

    /// <summary>One update: the events leave, and the outbox's times go only if nothing else waits.</summary>
    static UpdateDefinition<BsonDocument> Without(IReadOnlyList<Guid> ids)
    {
        var binaries = new BsonArray(ids.Select(id => new BsonBinaryData(id, GuidRepresentation.Standard)));
        var empty = new BsonDocument("$eq", new BsonArray { new BsonDocument("$size", "$outbox"), 0 });
        return Set.Pipeline(new BsonDocument[]
        {
            new("$set", new BsonDocument("outbox", new BsonDocument("$filter", new BsonDocument
            {
                { "input", "$outbox" },
                { "cond", new BsonDocument("$not", new BsonArray { new BsonDocument("$in", new BsonArray { "$$this._id", binaries }) }) },
            }))),
            new("$set", new BsonDocument(OutboxTimes.Select(name =>
                new BsonElement(name, new BsonDocument("$cond", new BsonArray { empty, "$$REMOVE", $"${name}" }))))),
        });
    }

    public async Task<IReadOnlyList<string>> Ids(string? after, int limit, CancellationToken ct) =>
        [.. (await documents.Find(after is null ? Where.Empty : Where.Gt("_id", after)).Sort(IdOnly).Limit(limit).Project(IdOnly).ToListAsync(ct)).Select(d => d["_id"].AsString)];

    public virtual Task CreateIndexes(CancellationToken ct) => documents.Indexes.CreateManyAsync(Swept.Select(field =>
        new CreateIndexModel<BsonDocument>(new BsonDocument(field, 1), new CreateIndexOptions<BsonDocument>
        { Name = field, PartialFilterExpression = new BsonDocument(field, new BsonDocument("$exists", true)) })), ct);
}
