using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals.Http;

[Collection(OnEngines.Name)]
public sealed class TransferApiTests(RunningService service) : IClassFixture<RunningService>
{
    const string ToWorcester = """{"location":"worcester","therapist":"t2","reason":"It is nearer."}""";

    async Task<string> Booked(string number)
    {
        var id = await service.Order(number);
        foreach (var said in new Contracts.IEvent[] { Given.Covered() with { ReferralId = id }, Given.Held(1) with { ReferralId = id }, Given.Reserved(1) with { ReferralId = id }, Given.Booked(1) with { ReferralId = id } })
            await service.Say(said);
        return id;
    }

    [Fact]
    public async Task A_coordinator_moves_what_lies_ahead_and_the_hospital_reads_why()
    {
        var (id, key) = (await Booked("T-1"), Guid.NewGuid());
        var moved = await service.Post($"/api/referrals/{id}/transfer", ToWorcester, service.Coordinator, key);
        Assert.True(moved.IsSuccessStatusCode, await moved.Content.ReadAsStringAsync());
        Assert.True((await service.Post($"/api/referrals/{id}/transfer", ToWorcester, service.Coordinator, key)).IsSuccessStatusCode);
        await service.Say(Given.Released(1) with { ReferralId = id });

        var shown = await service.Read($"/api/referrals/{id}", service.Coordinator);
        Assert.Equal(("Placing", "worcester", "t2", "It is nearer."), (shown.GetProperty("waitsFor").GetString(), shown.GetProperty("chosen").GetProperty("location").GetString(),
            shown.GetProperty("chosen").GetProperty("therapist").GetString(), shown.GetProperty("chosen").GetProperty("reason").GetString()));
        var task = await service.Read($"/fhir/Task/{id}", service.Senders.Token("general-hospital"));
        Assert.Equal("5.1.3", task.GetProperty("businessStatus").GetProperty("coding")[0].GetProperty("code").GetString());
        Assert.Contains(task.GetProperty("note").EnumerateArray(), n => n.GetProperty("text").GetString()!.EndsWith(": It is nearer.", StringComparison.Ordinal));
        Assert.DoesNotContain("nearer", (await service.Stored(id))["state"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_scheduling_says_against_a_place_is_told_with_its_field_and_nothing_happens_while_it_is_silent()
    {
        var id = await Booked("T-2");
        try
        {
            service.Place = new([new("therapist", "no-technique", "T does not hold muscle-testing.", false)]);
            var refused = await service.Post($"/api/referrals/{id}/transfer", ToWorcester, service.Coordinator);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "therapist"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expression").GetString()));
            service.Place = null;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Post($"/api/referrals/{id}/transfer", ToWorcester, service.Coordinator)).StatusCode);
            Assert.Equal("Treating", (await service.Read($"/api/referrals/{id}", service.Coordinator)).GetProperty("waitsFor").GetString());
        }
        finally
        {
            service.Place = new([]);
        }
    }

    [Theory]
    [InlineData("POST", "transfer", "[]", "body")]
    [InlineData("POST", "transfer", """{"location":5}""", "location")]
    [InlineData("POST", "transfer", """{"location":"lynn","reason":"x","override":"yes"}""", "override")]
    [InlineData("POST", "transfer", """{"reason":"x"}""", "location")]
    [InlineData("POST", "transfer", """{"location":"lynn"}""", "reason")]
    [InlineData("PUT", "preferences", "", "body")]
    [InlineData("PUT", "preferences", """{"weekdays":[null]}""", "weekdays[0]")]
    [InlineData("PUT", "preferences", """{"travelKm":"30"}""", "travelKm")]
    [InlineData("PUT", "preferences", """{"travelKm":0}""", "travelKm")]
    [InlineData("PUT", "preferences", """{"gender":"f"}""", "gender")]
    public async Task What_is_sent_in_another_shape_is_refused_with_the_fields_name(string method, string action, string body, string field)
    {
        var path = $"/api/referrals/{await Booked("T-3")}/{action}";
        var answer = method == "PUT" ? await service.Put(path, body, service.Coordinator) : await service.Post(path, body, service.Coordinator);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}");
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expression").GetString());
    }

    [Fact]
    public async Task Preferences_are_set_by_the_chains_coordinators_and_reach_scheduling_as_codes()
    {
        var (id, body) = (await Booked("T-4"), """{"gender":"female","language":"es","weekdays":["mon","wed"],"travelKm":30}""");
        Assert.Equal(HttpStatusCode.OK, (await service.Put($"/api/referrals/{id}/preferences", body, service.Coordinator)).StatusCode);
        foreach (var token in new[] { service.Tokens.Person("coordinator", "pilgrim-bodywork"), service.Tokens.Person("therapist", "bay-state-therapy"), service.Senders.Token("general-hospital") })
        {
            Assert.Contains((await service.Put($"/api/referrals/{id}/preferences", body, token)).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
            Assert.Contains((await service.Post($"/api/referrals/{id}/transfer", ToWorcester, token)).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }

        var told = await service.Read($"/internal/referrals/{id}/placement", service.Tokens.Service());
        Assert.Equal(("female", "es", 2, 30), told.GetProperty("preferences") is var p
            ? (p.GetProperty("gender").GetString(), p.GetProperty("language").GetString(), p.GetProperty("weekdays").GetArrayLength(), p.GetProperty("travelKm").GetInt32()) : default);
        Assert.Equal((2, 6), told.GetProperty("next") is var next ? (next.GetProperty("attempt").GetInt32(), next.GetProperty("visits").GetInt32()) : default);
    }
}
