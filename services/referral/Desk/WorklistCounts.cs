using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>How much waits in one worklist.</summary>
/// <param name="Reason">The list: a code of <see cref="Reasons"/>.</param>
/// <param name="Late">Of these, so many had promised what has run out.</param>
/// <param name="RunsOut">When the next promise runs out that has not yet; null when none does.</param>
public sealed record WorklistCount(string Reason, int Count, int Late, DateTimeOffset? RunsOut);

/// <summary>How much waits in each worklist.</summary>
/// <param name="IsAtLeast">True when more waits than is ever counted: each number is then the least that it is.</param>
public sealed record WorklistCounts(IReadOnlyList<WorklistCount> Lists, bool IsAtLeast)
{
    /// <summary>Counted at most: what is in hand, never what is past.</summary>
    const int Most = 5000;

    public static async Task<WorklistCounts> Read(IMongoCollection<Document> referrals, FilterDefinition<Document> whose, DateTimeOffset now, CancellationToken ct)
    {
        var late = new BsonDocument("$lte", new BsonArray { "$state.runsOut", now.UtcDateTime });
        var groups = await referrals.Aggregate(new AggregateOptions { Hint = Worklist.PromisedIndex })
            .Match(whose & Builders<Document>.Filter.Exists(d => d.State.Attention)).Limit(Most)
            .Group<BsonDocument>(new BsonDocument
            {
                { "_id", "$state.attention" }, { "count", new BsonDocument("$sum", 1) },
                { "late", new BsonDocument("$sum", new BsonDocument("$cond", new BsonArray { new BsonDocument("$and", new BsonArray { new BsonDocument("$gt", new BsonArray { "$state.runsOut", BsonNull.Value }), late }), 1, 0 })) },
                { "next", new BsonDocument("$min", new BsonDocument("$cond", new BsonArray { late, BsonNull.Value, "$state.runsOut" })) },
            }).ToListAsync(ct);
        return new([.. groups.Select(Of).OrderBy(l => l.Reason, StringComparer.Ordinal)], groups.Sum(g => g["count"].ToInt32()) == Most);
    }

    static WorklistCount Of(BsonDocument group) => new(Enum.Parse<Reason>(group["_id"].AsString).Code(), group["count"].ToInt32(), group["late"].ToInt32(),
        group["next"] is BsonDateTime next && next.ToUniversalTime() < Attention.Never.UtcDateTime ? new DateTimeOffset(next.ToUniversalTime()) : null);
}
