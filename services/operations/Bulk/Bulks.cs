using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Bulk;

/// <summary>Bulk acts as they are kept, for a month. Each step is one filtered write.</summary>
public sealed class Bulks(IMongoDatabase database, Changes changes, TimeProvider clock) : IIndexed
{
    /// <summary>An instance that says nothing for so long has died: another goes on.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    static readonly UpdateDefinitionBuilder<BulkAct> Set = Builders<BulkAct>.Update;
    static readonly FindOneAndUpdateOptions<BulkAct> After = new() { ReturnDocument = ReturnDocument.After };
    readonly IMongoCollection<BulkAct> acts = database.GetCollection<BulkAct>("bulk");

    public async Task<BulkAct?> Find(string id, CancellationToken ct) => await acts.Find(b => b.Id == id).FirstOrDefaultAsync(ct);

    /// <summary>Freezes a set; the one that is frozen already stays as it is.</summary>
    public async Task Freeze(BulkAct act, CancellationToken ct)
    {
        try
        {
            await acts.InsertOneAsync(act, cancellationToken: ct);
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // The same was sent twice.
        }
    }

    /// <summary>Begins, or goes on after a stop; once more does no harm.</summary>
    public async Task Start(string id, BulkSaid? said, CancellationToken ct)
    {
        await acts.UpdateOneAsync(b => b.Id == id && b.Status == BulkStatus.Preview, Set.Set(b => b.Status, BulkStatus.Running).Set(b => b.Due, clock.GetUtcNow()).Set(b => b.Said, said), cancellationToken: ct);
        await acts.UpdateOneAsync(b => b.Id == id && b.Status == BulkStatus.Stopped, Set.Set(b => b.Status, BulkStatus.Running).Set(b => b.Due, clock.GetUtcNow()), cancellationToken: ct);
        changes.Tell();
    }

    public async Task Stop(string id, CancellationToken ct)
    {
        await acts.UpdateOneAsync(b => b.Id == id && b.Status == BulkStatus.Running, Set.Set(b => b.Status, BulkStatus.Stopped).Unset(b => b.Due), cancellationToken: ct);
        changes.Tell();
    }

    /// <summary>One that runs and that no other instance has in hand; null when there is none, or another instance was faster.</summary>
    public async Task<BulkAct?> Take(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await acts.Find(b => b.Status == BulkStatus.Running && b.Due <= now, new() { Hint = "running" }).FirstOrDefaultAsync(ct) is not { } found) return null;
        var taken = await acts.UpdateOneAsync(b => b.Id == found.Id && b.Status == BulkStatus.Running && b.Due == found.Due, Set.Set(b => b.Due, now + Lease), cancellationToken: ct);
        return taken.MatchedCount == 1 ? found : null;
    }

    /// <summary>What became of one row, and that the lease goes on.</summary>
    /// <returns>False when it was stopped: no further row is begun.</returns>
    public async Task<bool> Record(string id, int row, BulkStanding standing, string? why, CancellationToken ct)
    {
        var act = await acts.FindOneAndUpdateAsync<BulkAct>(b => b.Id == id, Set.Set($"rows.{row}.standing", standing).Set($"rows.{row}.why", why), After, ct);
        changes.Tell();
        return act?.Status == BulkStatus.Running && (await acts.UpdateOneAsync(b => b.Id == id && b.Status == BulkStatus.Running, Set.Set(b => b.Due, clock.GetUtcNow() + Lease), cancellationToken: ct)).MatchedCount == 1;
    }

    public async Task End(string id, CancellationToken ct)
    {
        await acts.UpdateOneAsync(b => b.Id == id && b.Status == BulkStatus.Running, Set.Set(b => b.Status, BulkStatus.Done).Unset(b => b.Due), cancellationToken: ct);
        changes.Tell();
    }

    public Task CreateIndexes(CancellationToken ct) => acts.Indexes.CreateManyAsync(
    [
        new(Builders<BulkAct>.IndexKeys.Ascending(b => b.Status).Ascending(b => b.Due), new() { Name = "running" }),
        new(Builders<BulkAct>.IndexKeys.Ascending(b => b.At), new() { Name = "kept", ExpireAfter = Kept }),
    ], ct);
}
