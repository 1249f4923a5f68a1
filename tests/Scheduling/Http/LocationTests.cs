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

    [Fact]
    public async Task A_hospital_reads_before_it_refers_whether_a_location_accepts_for_what_and_how_long_one_waits()
    {
        var hospital = service.Tokens.Partner("general-hospital");
        var open = await service.Read("/fhir/HealthcareService/at-bay-boston", hospital);
        Assert.True(open.GetProperty("active").GetBoolean());
        Assert.Equal("Location/bay-boston", open.GetProperty("location")[0].GetProperty("reference").GetString());
        Assert.NotEmpty(open.GetProperty("specialty").EnumerateArray());
        var wait = open.GetProperty("extension")[0].GetProperty("valueDuration");
        Assert.Equal("d", wait.GetProperty("code").GetString());
        Assert.Contains($"begin in {wait.GetProperty("value").GetInt32()} days", open.GetProperty("availabilityExceptions").GetString(), StringComparison.Ordinal);

        var @operator = service.Tokens.Person("operator");
        var name = $"quiet-{referral[..8]}";
        await service.Send(HttpMethod.Put, $"/api/chains/{name}", """{"name":"Quiet"}""", @operator);
        var place = System.Text.Json.Nodes.JsonNode.Parse(Seed.Lines.First(l => l.Path == "/api/locations/bay-boston").Body.GetRawText())!;
        place["chain"] = name;
        Assert.Equal(HttpStatusCode.OK, (await service.Send(HttpMethod.Put, $"/api/locations/{name}-place", place.ToJsonString(), @operator)).StatusCode);

        var closed = (await service.Read($"/fhir/HealthcareService?location=Location/{name}-place&active=false", hospital)).GetProperty("entry")[0].GetProperty("resource");
        Assert.Equal(($"at-{name}-place", "No therapist has shifts there."), (closed.GetProperty("id").GetString(), closed.GetProperty("availabilityExceptions").GetString()));
        Assert.False(closed.TryGetProperty("specialty", out _));
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
