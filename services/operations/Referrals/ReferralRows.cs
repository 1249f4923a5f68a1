using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>The projection: one row a referral, in the end the same whatever the order and number of events.</summary>
public sealed class ReferralRows(IMongoDatabase database) : IIndexed
{
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;
    static readonly IndexKeysDefinitionBuilder<ReferralRow> Keys = Builders<ReferralRow>.IndexKeys;

    public IMongoCollection<ReferralRow> Collection { get; } = database.GetCollection<ReferralRow>("referrals");

    /// <summary>Stores each row unless the stored one is as new: one write a row.</summary>
    public async Task Save(IReadOnlyCollection<ReferralRow> rows, CancellationToken ct)
    {
        var met = await Write(rows, insert: true, ct);
        // A duplicate key: the stored row is as new, or another instance has just inserted an older one.
        if (met.Count > 0) await Write(met, insert: false, ct);
    }

    /// <returns>The rows whose insert met a stored one.</returns>
    async Task<IReadOnlyCollection<ReferralRow>> Write(IReadOnlyCollection<ReferralRow> rows, bool insert, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var ordered = rows.ToList();
        try
        {
            await Collection.BulkWriteAsync(
                ordered.Select(row => new ReplaceOneModel<ReferralRow>(Where.Eq(r => r.Id, row.Id) & Where.Lt(r => r.Version, row.Version), row) { IsUpsert = insert }),
                new BulkWriteOptions { IsOrdered = false }, ct);
            return [];
        }
        catch (MongoBulkWriteException<ReferralRow> e) when (e.WriteConcernError is null && e.WriteErrors.All(w => w.Category == ServerErrorCategory.DuplicateKey))
        {
            return [.. e.WriteErrors.Select(w => ordered[w.Index])];
        }
    }

    public Task CreateIndexes(CancellationToken ct) => Collection.Indexes.CreateManyAsync(
    [
        new(Keys.Descending(r => r.ReceivedAt), new CreateIndexOptions { Name = "newest" }),
        new(Keys.Ascending(r => r.Chain).Descending(r => r.ReceivedAt), new CreateIndexOptions { Name = "newest-of-chain" }),
        new(Keys.Ascending(r => r.BusinessStatus).Ascending(r => r.ReceivedAt), new CreateIndexOptions { Name = "oldest-waiting" }),
    ], ct);
}
