using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Tests.Scheduling.Engine;

namespace ClinicNetwork.Tests.Scheduling.Http;

/// <summary>The locations that a coordinator chooses from.</summary>
[Collection(OnEngines.Name)]
public sealed class LocationTests(RunningService service) : IClassFixture<RunningService>
{
    readonly string referral = Guid.NewGuid().ToString("N");

    string Coordinator => service.Tokens.Person("coordinator", "bay-state-therapy");

    [Fact]
    public async Task Every_location_of_the_chain_says_what_it_could_do_and_the_first_is_where_placing_goes()
    {
        var before = await service.Read($"/api/referrals/{referral}/locations", Coordinator);
        var booked = (await service.Booked(referral)).Plan!;
        var after = await service.Read($"/api/referrals/{referral}/locations", Coordinator);

        var first = before.GetProperty("locations")[0];
        Assert.Equal((booked.LocationId, booked.TherapistId), (first.GetProperty("location").GetString(), first.GetProperty("therapist").GetString()));
        Assert.Equal(booked.Visits[0].Date, DateOnly.Parse(first.GetProperty("first").GetString()!, null));
        Assert.Equal(booked.LocationId, after.GetProperty("current").GetString());
        var all = after.GetProperty("locations").EnumerateArray().ToList();
        Assert.Equal((await service.Read("/api/locations", Coordinator)).GetArrayLength(), all.Count + after.GetProperty("cannot").GetArrayLength());
        Assert.All(all, place => Assert.False(string.IsNullOrEmpty(place.GetProperty("why").GetString())));
        Assert.Equal("chain bay-state-therapy v1", after.GetProperty("policy").GetString());
        Assert.DoesNotContain("Sample", after.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_it_and_what_is_not_there_are_refused_in_words()
    {
        var path = $"/api/referrals/{referral}/locations";
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get(path, service.Tokens.Person("coordinator", "pilgrim-bodywork"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get(path, service.Tokens.Person("therapist", "bay-state-therapy"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/referrals/nobody/locations", Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Get("/api/referrals/away/locations", Coordinator)).StatusCode);
        var done = await service.Get("/api/referrals/done/locations", Coordinator);
        Assert.Equal(HttpStatusCode.Conflict, done.StatusCode);
        Assert.Equal("nothing-ahead", (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("nowhere", null, "unknown-location", "location", false)]
    [InlineData("pilgrim-cambridge", null, "unknown-location", "location", false)]
    [InlineData("bay-boston", "nobody", "unknown-therapist", "therapist", false)]
    [InlineData("bay-boston", "peter-quill", "no-certified-therapist", "therapist", false)]
    [InlineData("bay-boston", "amara-okonkwo", null, null, false)]
    [InlineData("bay-boston", null, null, null, false)]
    public async Task A_place_in_mind_says_what_speaks_against_it(string location, string? therapist, string? code, string? field, bool overridable)
    {
        var answer = await service.Read($"/internal/referrals/{referral}/places/{location}{(therapist is null ? "" : $"?therapist={therapist}")}", service.Tokens.Service());
        var problem = answer.GetProperty("problems").EnumerateArray().Select(p => ((string?, string?, bool))(p.GetProperty("code").GetString(), p.GetProperty("field").GetString(), p.GetProperty("overridable").GetBoolean())).FirstOrDefault();
        Assert.Equal((code, field, overridable), problem);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get($"/internal/referrals/{referral}/places/{location}", Coordinator)).StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"x","weights":null}""", HttpStatusCode.BadRequest, "weights")]
    [InlineData("""{"name":"x","weights":{"wait":"1"}}""", HttpStatusCode.BadRequest, "weights.wait")]
    [InlineData("""{"name":"x","weights":{"speed":1}}""", HttpStatusCode.OK, "")]
    [InlineData("""{"name":"x","weights":{"wait":-1}}""", HttpStatusCode.UnprocessableEntity, "weights.wait")]
    public async Task Weights_are_changed_with_their_chain(string body, HttpStatusCode status, string field)
    {
        var answer = await service.Send(HttpMethod.Put, "/api/chains/some-chain", body, service.Tokens.Person("operator"));
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(field, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
