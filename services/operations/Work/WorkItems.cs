using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Work;

/// <summary>The items as they are kept: each change is one write, filtered by the version that was judged.</summary>
public sealed class WorkItems(IMongoDatabase database, Changes changes, TimeProvider clock) : IIndexed
{
    /// <summary>Items on a page of those that are found here.</summary>
    public const int Page = 50;
    const int Tries = 12;
    static readonly FilterDefinitionBuilder<WorkItem> Where = Builders<WorkItem>.Filter;
    readonly IMongoCollection<WorkItem> items = database.GetCollection<WorkItem>("work");

    /// <summary>Judges an item as it stands, and keeps what becomes of it.</summary>
    /// <exception cref="ConcurrencyException">It changes more often than is worth trying again.</exception>
    public async Task<Judged> Change(string id, string chain, Func<WorkItem, Judged> judge, CancellationToken ct)
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            var known = await items.Find(i => i.Id == id).FirstOrDefaultAsync(ct);
            var item = known ?? new WorkItem(id, chain, 0);
            var judged = judge(item);
            if (judged.Next is not { } next || next == item) return judged;
            if (!await TryWrite(known, next with { Version = item.Version + 1 }, ct)) continue;
            if (next.Agreed != item.Agreed) changes.Tell();
            return judged;
        }
        throw new ConcurrencyException("This item changes just now: try again.");
    }

    async Task<bool> TryWrite(WorkItem? known, WorkItem next, CancellationToken ct)
    {
        if (known is not null) return (await items.ReplaceOneAsync(i => i.Id == next.Id && i.Version == known.Version, next, cancellationToken: ct)).MatchedCount == 1;
        try
        {
            await items.InsertOneAsync(next, cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>The items of these referrals; those about which nothing was agreed are left out.</summary>
    public async Task<IReadOnlyDictionary<string, WorkItem>> Of(IReadOnlyCollection<string> referrals, CancellationToken ct) =>
        referrals.Count == 0 ? new Dictionary<string, WorkItem>() : (await items.Find(Where.In(i => i.Id, referrals)).ToListAsync(ct)).ToDictionary(i => i.Id);

    public async Task<WorkItem?> Of(string referral, CancellationToken ct) => await items.Find(i => i.Id == referral).FirstOrDefaultAsync(ct);

    /// <summary>What somebody has in hand or is to do, by the referral's id.</summary>
    /// <param name="after">Behind this id; null: the first.</param>
    public async Task<IReadOnlyList<WorkItem>> Mine(string person, string? after, CancellationToken ct)
    {
        var behind = after is null ? Where.Empty : Where.Gt(i => i.Id, after);
        var (claimed, assigned) = (Found(behind & Where.Eq(i => i.Claim!.By, person) & Where.Gt(i => i.Claim!.Until, clock.GetUtcNow()), "claimed", ct), Found(behind & Where.Eq(i => i.Assigned!.To, person), "assigned", ct));
        return [.. (await claimed).Concat(await assigned).DistinctBy(i => i.Id).OrderBy(i => i.Id, StringComparer.Ordinal).Take(Page)];
    }

    /// <summary>What is put off in these chains, by the referral's id.</summary>
    /// <param name="chains">As in the caller's token: names, or <c>*</c> for all.</param>
    public Task<IReadOnlyList<WorkItem>> Snoozed(IReadOnlyList<string> chains, string? after, CancellationToken ct) =>
        Found((after is null ? Where.Empty : Where.Gt(i => i.Id, after)) & Where.Gt(i => i.Snoozed!.Until, clock.GetUtcNow()) & (chains.Contains("*") ? Where.Empty : Where.In(i => i.Chain, chains)), "snoozed", ct);

    async Task<IReadOnlyList<WorkItem>> Found(FilterDefinition<WorkItem> filter, string index, CancellationToken ct) =>
        await items.Find(filter, new() { Hint = index }).SortBy(i => i.Id).Limit(Page).ToListAsync(ct);

    public Task CreateIndexes(CancellationToken ct)
    {
        var keys = Builders<WorkItem>.IndexKeys;
        return items.Indexes.CreateManyAsync(
        [
            new(keys.Ascending(i => i.Claim!.By).Ascending(i => i.Id), new() { Name = "claimed" }),
            new(keys.Ascending(i => i.Assigned!.To).Ascending(i => i.Id), new() { Name = "assigned" }),
            new(keys.Ascending(i => i.Snoozed!.Until), new() { Name = "snoozed" }),
        ], ct);
    }
}
