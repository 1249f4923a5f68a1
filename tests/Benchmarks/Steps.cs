using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>Where the time from sent to booked goes: the steps of the referrals' own histories.</summary>
static class Steps
{
    public static async Task Add(BenchNetwork network, Table table, DateTimeOffset since, CancellationToken ct)
    {
        var referrals = await network.Database("referral").GetCollection<BsonDocument>("referrals")
            .Find(new BsonDocument("history.0.at", new BsonDocument("$gte", since.UtcDateTime)))
            .Project(new BsonDocument { { "history.fact._t", 1 }, { "history.at", 1 } }).ToListAsync(ct);
        var steps = referrals.SelectMany(Of).GroupBy(s => s.Name).OrderBy(g => g.Min(s => s.Order));
        table.Add("… step by step", string.Join("; ", steps.Select(g => $"{g.Key} {g.Count()} × {Latencies.Of(g.Select(s => s.Took))}")));
        table.Add("… of these, asked again", $"{referrals.Count(r => r["history"].AsBsonArray.Any(f => f["fact"]["_t"] == "AskedAgain"))} of {referrals.Count}");
    }

    static IEnumerable<(string Name, int Order, TimeSpan Took)> Of(BsonDocument referral)
    {
        var history = referral["history"].AsBsonArray;
        for (var i = 1; i < history.Count; i++)
            if (history[i]["at"] != history[i - 1]["at"])
                yield return ($"→ {history[i]["fact"]["_t"]}", i, history[i]["at"].ToUniversalTime() - history[i - 1]["at"].ToUniversalTime());
    }
}
