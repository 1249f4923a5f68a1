using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>A fact that has left its document. The id follows from its place, so that archiving it twice is archiving it once.</summary>
public sealed record ArchivedFact<TFact>(string Id, Recorded<TFact> Entry);

/// <summary>
/// Keeps long-lived documents small: facts beyond the newest 200 move to <c>{collection}-archive</c>, by an idempotent
/// insert and then a pull. Facts of version 1 stay in place, because they hold what the document was made of.
/// </summary>
sealed class HistoryArchive<TState, TFact>(IMongoCollection<Document<TState, TFact>> documents)
{
    public const int Kept = 200;

    static readonly FilterDefinitionBuilder<ArchivedFact<TFact>> Where = Builders<ArchivedFact<TFact>>.Filter;
    readonly IMongoCollection<ArchivedFact<TFact>> archive =
        documents.Database.GetCollection<ArchivedFact<TFact>>($"{documents.CollectionNamespace.CollectionName}-archive");

    public async Task Trim(string id, CancellationToken ct)
    {
        var history = await documents.Find(d => d.Id == id).Project(d => d.History).FirstAsync(ct);
        if (history.Count <= Kept) return;
        var newest = history[^(Kept + 1)].Version;
        var old = history.Where(h => h.Version > 1 && h.Version <= newest).GroupBy(h => h.Version)
            .SelectMany(version => version.Select((h, i) => new ArchivedFact<TFact>($"{id}/{h.Version:D10}/{i:D3}", h))).ToList();
        if (old.Count == 0) return;
        try
        {
            await archive.InsertManyAsync(old, new() { IsOrdered = false }, ct);
        }
        catch (MongoBulkWriteException e) when (e.WriteErrors.All(w => w.Category == ServerErrorCategory.DuplicateKey) && e.WriteConcernError is null)
        {
            // A crash came between the two steps last time.
        }
        await documents.UpdateOneAsync(d => d.Id == id,
            Builders<Document<TState, TFact>>.Update.PullFilter(d => d.History, h => h.Version > 1 && h.Version <= newest), cancellationToken: ct);
    }

    /// <summary>Puts archived facts back into their place between the first and the newest.</summary>
    public async Task<List<Recorded<TFact>>> Whole(string id, List<Recorded<TFact>> history, CancellationToken ct)
    {
        // '0' follows '/': everything that begins with the document's id and a slash.
        var archived = await archive.Find(Where.Gte(a => a.Id, id + "/") & Where.Lt(a => a.Id, id + "0")).SortBy(a => a.Id).ToListAsync(ct);
        // Whole versions move: one that is in both places is on its way.
        var here = history.Select(h => h.Version).ToHashSet();
        return [.. archived.Select(a => a.Entry).Where(h => !here.Contains(h.Version)).Concat(history).OrderBy(h => h.Version)];
    }
}
