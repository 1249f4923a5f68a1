using MongoDB.Bson;
using MongoDB.Driver;

namespace Tests.Network;

/// <summary>What the services have stored, read past their APIs.</summary>
static class Stored
{
    static readonly BsonDocument Everything = [];

    public static async Task<BsonDocument> Referral(this NetworkFixture network, string id) => await network.Find("referral", "referrals", id);
    public static async Task<BsonDocument> Series(this NetworkFixture network, string id, int attempt = 1) => await network.Find("scheduling", "series", $"{id}-{attempt}");
    public static async Task<BsonDocument> Authorization(this NetworkFixture network, string id) => await network.Find("insurance", "coverage-cases", id);

    /// <summary>A document; an empty one while there is none.</summary>
    public static async Task<BsonDocument> Find(this NetworkFixture network, string service, string collection, string id) =>
        await network.Collection(service, collection).Find(new BsonDocument("_id", id)).FirstOrDefaultAsync() ?? [];

    /// <summary>What the document's stage is called; empty while there is none.</summary>
    public static string Stage(this BsonDocument document) =>
        document.Contains("state") && document["state"].AsBsonDocument.TryGetValue("stage", out var stage) ? Kind(stage) : "";

    public static string Kind(BsonValue polymorphic) => polymorphic["_t"] is BsonArray names ? names[^1].AsString : polymorphic["_t"].AsString;

    /// <summary>Names of the facts, oldest first.</summary>
    public static IReadOnlyList<string> Facts(this BsonDocument document) => [.. document["history"].AsBsonArray.Select(h => Kind(h["fact"]))];

    public static bool HasSeen(this BsonDocument document, Guid message) =>
        document.TryGetValue("seen", out var seen) && seen.AsBsonArray.Any(s => s.AsGuid == message);

    /// <summary>Ids of the events of a kind that wait in the document's outbox.</summary>
    public static IReadOnlyList<Guid> Waiting(this BsonDocument document, string wireName) => document.TryGetValue("outbox", out var outbox)
        ? [.. outbox.AsBsonArray.Where(e => e["type"] == wireName).Select(e => e["_id"].AsGuid)]
        : [];

    /// <summary>Units that the authorisation holds for an attempt, by state.</summary>
    public static IReadOnlyList<string> Units(this BsonDocument authorization, int attempt) =>
        [.. authorization["state"]["attempts"].AsBsonArray.Where(a => a["number"] == attempt).SelectMany(a => a["visits"].AsBsonArray).Select(v => v["state"].AsString)];

    /// <summary>Units that benefits count as taken for a referral.</summary>
    public static async Task<int> TakenUnits(this NetworkFixture network, string id) =>
        (await network.Collection("insurance", "benefits").Find(new BsonDocument("state.units.referral", id)).ToListAsync())
            .SelectMany(b => b["state"]["units"].AsBsonArray).Count(u => u["referral"] == id && u["state"] != "Released");

    /// <summary>Claims on days that bear the name of one of the referral's series.</summary>
    public static async Task<IReadOnlyList<string>> Claims(this NetworkFixture network, string id) =>
        [.. (await network.Collection("scheduling", "days").Find(new BsonDocument("claims.series", new BsonRegularExpression($"^{id}"))).ToListAsync())
            .SelectMany(d => d["claims"].AsBsonArray).Select(c => c["series"].AsString).Where(s => s.StartsWith(id, StringComparison.Ordinal))];

    public static async Task<IReadOnlyList<BsonDocument>> All(this NetworkFixture network, string service, string collection, string projection) =>
        await network.Collection(service, collection).Find(Everything).Project(BsonDocument.Parse(projection)).ToListAsync();
}
