using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Tests.Scheduling.Engine;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Scheduling.Http;

/// <summary>A busy day: nothing of it is left out silently.</summary>
[Collection(OnEngines.Name)]
public sealed class VisitPages(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_day_of_more_visits_than_a_page_has_a_next_one_until_all_are_seen_once()
    {
        var referral = Guid.NewGuid().ToString("N");
        var plan = (await service.Booked(referral)).Plan!;
        var all = service.Get<MongoDocuments<Series, SeriesFact>>().Collection.Database.GetCollection<BsonDocument>("series");
        var booked = await all.Find(new BsonDocument("_id", $"{referral}-1")).SingleAsync();
        await all.InsertManyAsync(Enumerable.Range(1, 1100).Select(i => Again(booked, $"{i:D5}{referral[5..]}")));

        var (seen, pages) = (new List<string>(), 0);
        for (string? path = $"/api/visits?date={plan.Visits[0].Date:yyyy-MM-dd}&location={plan.LocationId}"; path is not null; pages++)
        {
            using var answer = await service.Get(path, service.Tokens.Person("coordinator", "bay-state-therapy"));
            seen.AddRange((await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(v => v.GetProperty("referralId").GetString()!));
            path = answer.Headers.TryGetValues("Link", out var link) ? link.Single()[1..link.Single().IndexOf('>', StringComparison.Ordinal)] : null;
        }

        Assert.Equal(3, pages);
        Assert.Equal(1101, seen.Count);
        Assert.Equal(1101, seen.Distinct().Count());
    }

    static BsonDocument Again(BsonDocument series, string referral)
    {
        var again = series.DeepClone().AsBsonDocument;
        again["_id"] = $"{referral}-1";
        again["state"]["referralId"] = referral;
        return again;
    }
}
