using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Referrals;

/// <summary>The port to what is looked for among subscriptions and deliveries while notifying.</summary>
public interface INoticeLists
{
    /// <summary>Ids of subscriptions with this <see cref="Subscription.Listens"/>, in order, from the first behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<string>> Listening(string key, string? after, int limit, CancellationToken ct);

    /// <summary>The id of the first delivery that waits in this lane; null when none does.</summary>
    Task<string?> First(string lane, CancellationToken ct);
}

/// <summary>Found by their indexes, which each query names.</summary>
public sealed class MongoNoticeLists(MongoDocuments<Subscription, SubscriptionFact> subscriptions, MongoDocuments<Delivery, DeliveryFact> deliveries) : INoticeLists
{
    public static BsonDocument ById { get; } = new("_id", 1);
    public static BsonDocument ByListening { get; } = new() { { "state.listens", 1 }, { "_id", 1 } };
    public static BsonDocument ByOwner { get; } = new() { { "state.owner", 1 }, { "_id", 1 } };
    public static BsonDocument ByStatus { get; } = new() { { "state.status", 1 }, { "_id", 1 } };
    public static BsonDocument ByReferral { get; } = new() { { "state.event.referralId", 1 }, { "_id", 1 } };
    public static BsonDocument ByLane { get; } = new() { { "state.lane", 1 }, { "_id", 1 } };

    public async Task<IReadOnlyList<string>> Listening(string key, string? after, int limit, CancellationToken ct)
    {
        var where = Builders<Document<Subscription, SubscriptionFact>>.Filter;
        var filter = where.Eq(d => d.State.Listens, key);
        return await subscriptions.Collection.Find(after is null ? filter : filter & where.Gt(d => d.Id, after), new() { Hint = ByListening })
            .SortBy(d => d.Id).Limit(limit).Project(d => d.Id).ToListAsync(ct);
    }

    public async Task<string?> First(string lane, CancellationToken ct) =>
        await deliveries.Collection.Find(d => d.State.Lane == lane, new() { Hint = ByLane }).SortBy(d => d.Id).Project(d => d.Id).FirstOrDefaultAsync(ct);
}
