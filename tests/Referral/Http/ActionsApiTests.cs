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
        var (hospital, ofHospital, ofChain) = (service.Senders.Token("general-hospital"), $"/fhir/ServiceRequest/{id}/$actions", $"/api/referrals/{id}/actions");
        async Task<string> Sender() => string.Join(' ', Actions(await service.Read(ofHospital, hospital)).Select(a => Part(a, "code")));
        async Task<List<JsonElement>> Receiver() => [.. (await service.Read(ofChain, service.Coordinator)).GetProperty("actions").EnumerateArray()];
        async Task<string> Codes() => string.Join(' ', (await Receiver()).Select(a => a.GetProperty("code").GetString()).Except(["clear-duplicates"]));

        Assert.Equal(("request-cancellation correct entered-in-error ask", "hand-back ask contact note"), (await Sender(), await Codes()));
        Assert.Equal($"PUT /fhir/ServiceRequest/{id}", Part(Actions(await service.Read(ofHospital, hospital)).First(), "request"));
        await service.Put($"/fhir/ServiceRequest/{id}", $$"""{"resourceType":"ServiceRequest","id":"{{id}}","status":"revoked","intent":"order","subject":{"display":"as sent"} }""", hospital);
        Assert.Equal(("entered-in-error ask", "ask contact note confirm-cancellation"), (await Sender(), await Codes()));

        var confirm = (await Receiver()).Single(a => a.GetProperty("code").GetString() == "confirm-cancellation");
        Assert.Equal(HttpStatusCode.OK, (await service.Post(confirm.GetProperty("path").GetString()!, "", service.Coordinator)).StatusCode);
        Assert.Equal(("entered-in-error ask", "note"), (await Sender(), await Codes()));
    }

    [Fact]
    public async Task Each_offered_path_is_one_that_there_is()
    {
        var id = await service.Order("A-3", "Z99.9");
        await service.Post($"/api/referrals/{id}/messages", """{"text": "Which side?"}""", service.Coordinator);
        foreach (var action in (await service.Read($"/api/referrals/{id}/actions", service.Coordinator)).GetProperty("actions").EnumerateArray())
            // Without what it needs it is refused, but it is there.
            Assert.NotEqual(HttpStatusCode.NotFound, (await service.Post(action.GetProperty("path").GetString()!, """{"visits": 77}""", service.Coordinator)).StatusCode);
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
