using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>Counts what has changed every few seconds: several changes of one row are then one.</summary>
public sealed class TallyLoop(Tallies tallies, ReferralRows rows, TimeProvider clock, ILogger<TallyLoop> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    const int Page = 1000;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        var allTold = false;
        do
            try
            {
                allTold = allTold || await TellUncounted(stopping);
                while (await tallies.Count(stopping))
                {
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("Referrals could not be counted and are counted later: {Reason}", e.Message);
            }
        while (await tick.WaitForNextTickAsync(stopping));
    }

    /// <summary>Rows that were stored before anything was counted are to be counted too; a network that has them is gone through once, in order.</summary>
    async Task<bool> TellUncounted(CancellationToken ct)
    {
        var (all, told) = (rows.Collection.Database.GetCollection<BsonDocument>(rows.Collection.CollectionNamespace.CollectionName), rows.Collection.Database.GetCollection<BsonDocument>("tally-told"));
        if (await told.Find(new BsonDocument("_id", "all")).AnyAsync(ct)) return true;
        var where = Builders<BsonDocument>.Filter;
        for (string? after = null; ;)
        {
            var page = await all.Find(after is null ? where.Empty : where.Gt("_id", after)).Sort(new BsonDocument("_id", 1)).Limit(Page).Project(new BsonDocument("_id", 1)).ToListAsync(ct);
            if (page.Count == 0) break;
            await all.UpdateManyAsync(where.In("_id", page.Select(row => row["_id"])) & where.Exists("counted", false) & where.Exists(UncountedRow.Mark, false),
                Builders<BsonDocument>.Update.Set(UncountedRow.Mark, new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)), cancellationToken: ct);
            after = page[^1]["_id"].AsString;
        }
        await told.ReplaceOneAsync(new BsonDocument("_id", "all"), new BsonDocument("_id", "all"), new ReplaceOptions { IsUpsert = true }, ct);
        return true;
    }
}
