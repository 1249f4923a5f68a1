using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>A collection that the sweeper looks after.</summary>
public interface ISweepable
{
    Task CreateIndexes(CancellationToken ct);
    Task SweepOutbox(DateTimeOffset before, CancellationToken ct);
    Task SweepDue(CancellationToken ct);
}

/// <summary>
/// Every second, on one instance of a service at a time (a short lease): events left in outboxes are published again,
/// and documents whose time has come move on.
/// </summary>
public sealed class Sweeper(IEnumerable<ISweepable> collections, IMongoDatabase database, TimeProvider clock, ILogger<Sweeper> log)
    : BackgroundService
{
    /// <summary>How long an event may wait in its outbox before somebody else than its writer publishes it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    readonly string owner = Guid.NewGuid().ToString("N");
    DateTimeOffset heldUntil;

    /// <summary>True once every collection has its indexes.</summary>
    public bool Indexed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            try
            {
                await CreateIndexesOnce(stopping);
                if (!await HoldLease(stopping)) continue;
                foreach (var collection in collections)
                {
                    await collection.SweepOutbox(clock.GetUtcNow() - Grace, stopping);
                    await collection.SweepDue(stopping);
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("The sweep stopped early and is tried again: {Reason}", e.Message);
            }
        } while (await tick.WaitForNextTickAsync(stopping));
    }

    async Task CreateIndexesOnce(CancellationToken ct)
    {
        if (Indexed) return;
        foreach (var collection in collections) await collection.CreateIndexes(ct);
        Indexed = true;
    }

    async Task<bool> HoldLease(CancellationToken ct)
    {
        if (clock.GetUtcNow() + (Lease / 2) < heldUntil) return true;
        var now = clock.GetUtcNow().UtcDateTime;
        var leases = database.GetCollection<BsonDocument>("leases");
        var mine = Builders<BsonDocument>.Filter.Eq("owner", owner) | Builders<BsonDocument>.Filter.Lt("until", now);
        try
        {
            var held = await leases.UpdateOneAsync(Builders<BsonDocument>.Filter.Eq("_id", "sweeper") & mine,
                Builders<BsonDocument>.Update.Set("owner", owner).Set("until", now + Lease), new UpdateOptions { IsUpsert = true }, ct);
            var mineNow = held.MatchedCount == 1 || held.UpsertedId is not null;
            if (mineNow) heldUntil = now + Lease;
            return mineNow;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }
}
