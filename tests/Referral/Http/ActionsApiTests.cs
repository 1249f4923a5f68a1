using System.Net;
using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>What may I do now, as people and hospitals ask it.</summary>
[Collection(OnEngines.Name)]
public sealed class ActionsApiTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task What_is_offered_can_be_done_and_is_then_offered_no_more()
    {
        var id = await service.Order("A-1");
        var offered = Assert.Single(Actions(await service.Read($"/fhir/ServiceRequest/{id}/$actions", service.Senders.Token("general-hospital"))));
        Assert.Equal(("request-cancellation", $"PUT /fhir/ServiceRequest/{id}"), (Part(offered, "code"), Part(offered, "request")));
        Assert.Empty((await service.Read($"/api/referrals/{id}/actions", service.Coordinator)).GetProperty("actions").EnumerateArray());

        await service.Put($"/fhir/ServiceRequest/{id}", $$"""{"resourceType":"ServiceRequest","id":"{{id}}","status":"revoked","intent":"order","subject":{"display":"as sent"} }""", service.Senders.Token("general-hospital"));
        Assert.Empty(Actions(await service.Read($"/fhir/ServiceRequest/{id}/$actions", service.Senders.Token("general-hospital"))));

        var confirm = Assert.Single((await service.Read($"/api/referrals/{id}/actions", service.Coordinator)).GetProperty("actions").EnumerateArray());
        Assert.Equal("confirm-cancellation", confirm.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.Post(confirm.GetProperty("path").GetString()!, "", service.Coordinator)).StatusCode);
        Assert.Empty((await service.Read($"/api/referrals/{id}/actions", service.Coordinator)).GetProperty("actions").EnumerateArray());
    }

    [Fact]
    public async Task The_version_that_it_is_true_for_is_told_and_only_who_sees_the_referral_hears_it()
    {
        var id = await service.Order("A-2");
        var version = (await service.Stored(id))["version"].ToInt64();
        var answer = await service.Get($"/api/referrals/{id}/actions", service.Coordinator);
        Assert.Equal($"W/\"{version}\"", answer.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, (await service.Ask(HttpMethod.Get, $"/fhir/ServiceRequest/{id}/$actions", service.Senders.Token("general-hospital"), ("If-None-Match", $"W/\"{version}\""))).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/ServiceRequest/{id}/$actions", service.Senders.Token("st-brendan"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get($"/api/referrals/{id}/actions", service.Tokens.Person("therapist"))).StatusCode);
    }

    static IEnumerable<JsonElement> Actions(JsonElement parameters) => parameters.GetProperty("parameter").EnumerateArray().Where(p => p.GetProperty("name").GetString() == "action");

    static string? Part(JsonElement action, string name) =>
        action.GetProperty("part").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name).EnumerateObject().Single(p => p.Name.StartsWith("value", StringComparison.Ordinal)).Value.GetString();
}
