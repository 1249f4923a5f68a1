using System.Text.Json;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using static ClinicNetwork.Tests.Referrals.Http.SearchedReferrals;

namespace ClinicNetwork.Tests.Referrals.Http;

[Collection(OnEngines.Name)]
public sealed class PagingTests(SearchedReferrals referrals) : IClassFixture<SearchedReferrals>
{
    [Theory]
    [InlineData("_count=2", true)]
    [InlineData("_count=2&_sort=authored-on", false)]
    [InlineData("_count=2&_sort=-_lastUpdated", true)]
    [InlineData("_count=2&status=accepted,on-hold,in-progress", true)]
    [InlineData("_count=2&patient:identifier=https://general-hospital.example/mrn|MRN-P", true)]
    public async Task Pages_show_each_once_in_order_while_referrals_arrive(string search, bool newestFirst)
    {
        for (var i = 0; i < 5; i++) await referrals.Send("general-hospital", $"P-{i}", "MRN-P", "1", "2026-11-20");
        var before = Ids(await referrals.Find($"Task?{search.Replace("_count=2", "_count=200", StringComparison.Ordinal)}", referrals.Hospital));

        var seen = new List<string>();
        for (string? next = $"/fhir/Task?{search}"; next is not null;)
        {
            var page = await referrals.Service.Read(next, referrals.Hospital);
            Assert.InRange(Ids(page).Count, 1, 2);
            seen.AddRange(Ids(page));
            next = Link(page, "next") is { } link ? new Uri(link).PathAndQuery : null;
            if (seen.Count < 5) await referrals.Send("general-hospital", $"P-{Guid.NewGuid():N}", "MRN-P", "1", "2026-11-20");
        }

        Assert.Equal(before, newestFirst ? seen : seen.Take(before.Count));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_referral_that_an_earlier_version_wrote_is_found_once_it_has_been_given_keys()
    {
        var id = await referrals.Send("general-hospital", "OLD-1", "MRN-OLD", "1", "2026-11-20");
        var stored = referrals.Service.Of<IMongoDatabase>().GetCollection<BsonDocument>("referrals");
        await stored.UpdateOneAsync(new BsonDocument("_id", id), new BsonDocument("$unset", new BsonDocument { { "state.keys", 1 }, { "state.patientKey", 1 } }));
        const string Search = "Task?patient:identifier=https://general-hospital.example/mrn|MRN-OLD";
        Assert.Empty(Ids(await referrals.Find(Search, referrals.Hospital)));

        await referrals.Service.Of<OlderReferrals>().GiveKeys(default);

        Assert.Equal([id], Ids(await referrals.Find(Search, referrals.Hospital)));
        Assert.Equal([id], Ids(await referrals.Find("Task?identifier=OLD-1", referrals.Hospital)));
    }
}
