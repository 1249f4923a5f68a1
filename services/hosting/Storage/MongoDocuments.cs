using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>An aggregate's documents in MongoDB: single-document reads and filtered updates only.</summary>
/// <param name="indexes">Keys of indexes that the owner's own queries need.</param>
public sealed class MongoDocuments<TState, TFact>(IMongoDatabase database, string name, params IReadOnlyList<BsonDocument> indexes)
    : MongoOutboxes(database.GetCollection<BsonDocument>(name)), IDocuments<TState, TFact>
{
    static readonly FilterDefinitionBuilder<Document<TState, TFact>> Where = Builders<Document<TState, TFact>>.Filter;
    static readonly UpdateDefinitionBuilder<Document<TState, TFact>> Set = Builders<Document<TState, TFact>>.Update;
    static readonly ProjectionDefinitionBuilder<Document<TState, TFact>> Fields = Builders<Document<TState, TFact>>.Projection;
    readonly HistoryArchive<TState, TFact> archive = new(database.GetCollection<Document<TState, TFact>>(name));

    /// <summary>The collection itself, for the owning service's own lists.</summary>
    public IMongoCollection<Document<TState, TFact>> Collection { get; } = database.GetCollection<Document<TState, TFact>>(name);

    /// <summary>Leaves out what a list never shows: the history and what people wrote.</summary>
    public static ProjectionDefinition<Document<TState, TFact>, Document<TState, TFact>> StateOnly { get; } = Fields.Exclude(d => d.History).Exclude(d => d.Personal);

    public async Task<Document<TState, TFact>?> Find(string id, Part part, CancellationToken ct)
    {
        var find = Collection.Find(Where.Eq(d => d.Id, id));
        if (part == Part.State) find = find.Project(StateOnly);
        if (part == Part.Personal) find = find.Project<Document<TState, TFact>>(Fields.Exclude(d => d.History));
        if (part == Part.History) find = find.Project<Document<TState, TFact>>(Fields.Exclude(d => d.Personal));
        var found = await find.FirstOrDefaultAsync(ct);
        if (part.HasFlag(Part.History) && found?.Version >= Document<TState, TFact>.TrimEvery)
            found.History = await archive.Whole(id, found.History, ct);
        return found;
    }

    public async Task<IReadOnlyList<Document<TState, TFact>>> Find(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        await Collection.Find(Where.In(d => d.Id, ids)).Project(StateOnly).ToListAsync(ct);

    public async Task<bool> TryInsert(Document<TState, TFact> document, CancellationToken ct)
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

    public async Task<bool> TryUpdate(string id, long version, Change<TState, TFact> change, CancellationToken ct)
    {
        var update = Set.Combine(
        [
            Set.Set(d => d.State, change.State), Set.Set(d => d.Version, change.Version), Set.Set(d => d.Chain, change.Chain), Set.Set(d => d.At, change.At),
            change.Due is { } due ? Set.Set(d => d.Due, due) : Set.Unset(d => d.Due), Set.Unset(d => d.DueTries),
            change.OutboxSince is { } since ? Set.Set(d => d.OutboxSince, since) : Set.Unset(d => d.OutboxSince),
            change.OutboxDue is { } look ? Set.Set(d => d.OutboxDue, look) : Set.Unset(d => d.OutboxDue), Set.Unset(d => d.OutboxTries),
            Set.Set(d => d.Outbox, [.. change.Outbox]),
            Set.PushEach(d => d.History, change.Recorded),
            Set.PushEach(d => d.Seen, change.Seen, slice: -Document<TState, TFact>.SeenLimit),
            .. change.Words.Select(words => Set.Set($"personal.{words.Key}", words.Value)),
        ]);
        return (await Collection.UpdateOneAsync(Where.Eq(d => d.Id, id) & Where.Eq(d => d.Version, version), update, cancellationToken: ct)).MatchedCount == 1;
    }

    public Task Trim(string id, CancellationToken ct) => archive.Trim(id, ct);

    public override async Task CreateIndexes(CancellationToken ct)
    {
        await base.CreateIndexes(ct);
        if (indexes.Count > 0) await Collection.Indexes.CreateManyAsync(indexes.Select(keys => new CreateIndexModel<Document<TState, TFact>>(keys)), ct);
    }
}
