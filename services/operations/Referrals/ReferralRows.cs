using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>The projection: one row a referral, in the end the same whatever the order and number of events.</summary>
public sealed class ReferralRows(IMongoDatabase database) : IIndexed
{
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;
    static readonly IndexKeysDefinitionBuilder<ReferralRow> Keys = Builders<ReferralRow>.IndexKeys;

    public IMongoCollection<ReferralRow> Collection { get; } = database.GetCollection<ReferralRow>("referrals");

    /// <summary>
    /// Stores each row unless the stored one is newer, or as new and says the same: one write a row. A snapshot published again thus
    /// cures a row that is wrong. A stored row is to be counted anew (<see cref="Tallies"/>).
    /// </summary>
    public async Task Save(IReadOnlyCollection<ReferralRow> rows, CancellationToken ct)
    {
        var met = await Write(rows, insert: true, ct);
        // A duplicate key: the stored row says the same or is newer, or another instance has just inserted an older one.
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
                ordered.Select(row => new UpdateOneModel<ReferralRow>(
                    Where.Eq(r => r.Id, row.Id) & (Where.Lt(r => r.Version, row.Version) | (Where.Eq(r => r.Version, row.Version) & Differs(row))), Fields(row))
                { IsUpsert = insert }),
                new BulkWriteOptions { IsOrdered = false }, ct);
            return [];
        }
        catch (MongoBulkWriteException<ReferralRow> e) when (e.WriteConcernError is null && e.WriteErrors.All(w => w.Category == ServerErrorCategory.DuplicateKey))
        {
            return [.. e.WriteErrors.Select(w => ordered[w.Index])];
        }
    }

    static readonly IReadOnlyList<string> Names = [.. BsonClassMap.LookupClassMap(typeof(ReferralRow)).AllMemberMaps.Select(member => member.ElementName).Where(name => name != "_id")];

    /// <summary>True of a stored row in which any field is another.</summary>
    static FilterDefinition<ReferralRow> Differs(ReferralRow row)
    {
        var fields = row.ToBsonDocument();
        return Where.Or(Names.Select(name => (FilterDefinition<ReferralRow>)new BsonDocument(name, new BsonDocument("$ne", fields.GetValue(name, BsonNull.Value)))));
    }

    /// <summary>All of a row but what has been counted of it.</summary>
    static BsonDocument Fields(ReferralRow row)
    {
        var fields = row.ToBsonDocument();
        fields.Remove("_id");
        fields[UncountedRow.Mark] = new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard);
        var gone = new BsonDocument(Names.Where(name => !fields.Contains(name)).Select(name => new BsonElement(name, 1)));
        return gone.ElementCount == 0 ? new("$set", fields) : new() { { "$set", fields }, { "$unset", gone } };
    }

    public Task CreateIndexes(CancellationToken ct) => Collection.Indexes.CreateManyAsync(
    [
        new(Keys.Descending(r => r.ReceivedAt), new CreateIndexOptions { Name = "newest" }),
        new(Keys.Ascending(r => r.Chain).Descending(r => r.ReceivedAt), new CreateIndexOptions { Name = "newest-of-chain" }),
        new(Keys.Ascending(r => r.BusinessStatus).Ascending(r => r.ReceivedAt), new CreateIndexOptions { Name = "oldest-waiting" }),
        new(Keys.Ascending(UncountedRow.Mark), new CreateIndexOptions<ReferralRow> { Name = UncountedRow.Mark, PartialFilterExpression = Where.Exists(UncountedRow.Mark) }),
        new(Keys.Ascending(r => r.Moments), new CreateIndexOptions { Name = "moments" }),
        new(Keys.Ascending(r => r.Status).Ascending(r => r.At), new CreateIndexOptions { Name = "standing-since" }),
    ], ct);
}
