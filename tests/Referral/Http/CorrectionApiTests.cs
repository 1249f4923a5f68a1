using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>A hospital's client reads its order, changes something, and puts it back.</summary>
[Collection(OnEngines.Name)]
public sealed class CorrectionApiTests(RunningService service) : IClassFixture<RunningService>
{
    string Hospital => service.Senders.Token("general-hospital");

    async Task<JsonObject> Order(string id) => JsonNode.Parse(await (await service.Get($"/fhir/ServiceRequest/{id}", Hospital)).Content.ReadAsStringAsync())!.AsObject();

    async Task<HttpResponseMessage> Put(string id, Action<JsonObject> change, string? ifMatch = null)
    {
        var order = await Order(id);
        change(order);
        return await service.Put($"/fhir/ServiceRequest/{id}", order.ToJsonString(), Hospital, ifMatch);
    }

    static JsonNode Patient(JsonObject order) => order["contained"]!.AsArray().First(r => (string?)r!["resourceType"] == "Patient")!;

    static async Task<string?> Code(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();

    [Fact]
    public async Task An_order_put_back_as_it_was_read_changes_nothing()
    {
        var id = await service.Order("C-1");
        var answer = await Put(id, _ => { });
        Assert.Equal((HttpStatusCode.OK, "W/\"1\""), (answer.StatusCode, answer.Headers.ETag?.ToString()));
        Assert.Empty((await service.Read($"/api/referrals/{id}", service.Coordinator)).GetProperty("corrections").EnumerateArray());
    }

    [Fact]
    public async Task A_corrected_order_is_read_as_it_is_now_and_as_it_was()
    {
        var id = await service.Order("C-2");
        var answer = await Put(id, o => o["quantityQuantity"]!["value"] = 9, "W/\"1\"");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal((9, "W/\"2\""), ((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("quantityQuantity").GetProperty("value").GetInt32(), answer.Headers.ETag?.ToString()));

        Assert.Equal(9, (int)(await Order(id))["quantityQuantity"]!["value"]!);
        Assert.Equal(6, (await service.Read($"/fhir/ServiceRequest/{id}/_history/1", Hospital)).GetProperty("quantityQuantity").GetProperty("value").GetInt32());
        Assert.Equal(2, (await service.Read($"/fhir/ServiceRequest/{id}/_history", Hospital)).GetProperty("entry").GetArrayLength());
        var shown = await service.Read($"/api/referrals/{id}", service.Coordinator);
        Assert.Equal(("visits", 9), (shown.GetProperty("corrections")[0].GetProperty("changes")[0].GetString(), shown.GetProperty("prescription").GetProperty("visits").GetInt32()));
        Assert.Equal((9, 1), (await service.Read($"/internal/referrals/{id}/coverage", service.Tokens.Service())) is var c ? (c.GetProperty("visits").GetInt32(), c.GetProperty("correction").GetInt32()) : default);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put(id, o => o["priority"] = "urgent", "W/\"1\"")).StatusCode);
    }

    [Fact]
    public async Task Whom_it_is_for_is_never_edited_and_what_is_wrong_is_named()
    {
        var id = await service.Order("C-3");
        var born = await Put(id, o => Patient(o)["birthDate"] = "1971-05-04");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "other-patient"), (born.StatusCode, await Code(born)));
        Assert.Equal("other-patient", await Code(await Put(id, o => Patient(o)["name"]![0]!["family"] = "Other")));
        Assert.Equal("unknown-technique", await Code(await Put(id, o => o["orderDetail"]![0]!["coding"]![0]!["code"] = "hot-stones")));
        Assert.Equal("not-updatable", await Code(await Put(id, o => o["status"] = "completed")));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Put($"/fhir/ServiceRequest/{id}", (await Order(id)).ToJsonString(), service.Senders.Token("st-brendan"))).StatusCode);
        Assert.Empty((await service.Read($"/api/referrals/{id}", service.Coordinator)).GetProperty("corrections").EnumerateArray());
    }

    [Fact]
    public async Task Entered_in_error_releases_and_is_read_as_such()
    {
        var id = await service.Order("C-4");
        Assert.True((await Put(id, o => o["status"] = "entered-in-error")).IsSuccessStatusCode);
        Assert.Equal("entered-in-error", (string?)(await Order(id))["status"]);
        var task = await service.Read($"/fhir/Task/{id}", Hospital);
        Assert.Equal(("entered-in-error", "entered-in-error"), (task.GetProperty("status").GetString(), task.GetProperty("statusReason").GetProperty("coding")[0].GetProperty("code").GetString()));
        Assert.Equal(1, (await service.Read($"/fhir/Task?status=entered-in-error&_id={id}", Hospital)).GetProperty("entry").GetArrayLength());
        Assert.Contains((await service.Read("/fhir/Task?status=entered-in-error", Hospital)).GetProperty("entry").EnumerateArray(), e => e.GetProperty("resource").GetProperty("id").GetString() == id);
    }

    async Task<string> Sent(string number, string relation, JsonObject reference)
    {
        var bundle = Given.Bundle();
        bundle.Resource(2)["identifier"]![0]!["value"] = number;
        bundle.Resource(2)[relation] = new JsonArray(reference);
        var answer = await service.SendBundle(bundle, "general-hospital");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    [Fact]
    public async Task An_order_that_replaces_an_open_one_asks_to_cancel_that_and_links_it()
    {
        var first = await service.Order("C-5");
        var second = await Sent("C-6", "replaces", new() { ["reference"] = $"ServiceRequest/{first}" });
        Assert.Equal("5.2", (await service.Read($"/api/referrals/{first}", service.Coordinator)).GetProperty("businessStatus").GetString());
        Assert.Equal(first, (await service.Read($"/api/referrals/{second}", service.Coordinator)).GetProperty("replaces").GetString());
        Assert.Equal(second, await Sent("C-6", "replaces", new() { ["reference"] = $"ServiceRequest/{first}" }));
    }

    [Fact]
    public async Task An_order_that_continues_another_by_its_number_prefers_its_therapist()
    {
        var first = await service.Order("C-7");
        foreach (var said in new Contracts.IEvent[] { Given.Covered() with { ReferralId = first }, Given.Held(1) with { ReferralId = first } }) await service.Say(said);
        var next = await Sent("C-8", "basedOn", new() { ["identifier"] = new JsonObject { ["system"] = "https://general-hospital.example/orders", ["value"] = "C-7" } });
        Assert.Equal("t1", (await service.Read($"/internal/referrals/{next}/placement", service.Tokens.Service())).GetProperty("treatedBy").GetString());
        Assert.DoesNotContain(first, (await service.Read($"/api/referrals/{next}", service.Coordinator)).GetProperty("duplicates").GetProperty("referrals").EnumerateArray().Select(d => d.GetString()));
    }

    [Fact]
    public async Task A_hospital_that_refers_to_several_chains_names_the_one_that_it_means()
    {
        var partner = RunningService.Hospital("st-brendan").Replace("\"suspended\"", "\"otherChains\":[\"island-massage\"],\"suspended\"", StringComparison.Ordinal);
        (await service.Put("/api/partners/st-brendan", partner, service.Operator)).EnsureSuccessStatusCode();
        Assert.Equal(("island-massage", "bay-state-therapy", "bay-state-therapy"), (await Chain("C-11", "Organization/island-massage"), await Chain("C-12", "Organization/somebody-else"), await Chain("C-13", null)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Put("/api/partners/st-brendan", partner.Replace("island-massage", "bay-state-therapy", StringComparison.Ordinal), service.Operator)).StatusCode);

        async Task<string?> Chain(string number, string? performer)
        {
            var bundle = Given.Bundle();
            bundle.Resource(2)["identifier"]![0] = new JsonObject { ["system"] = "https://st-brendan.example/orders", ["value"] = number };
            if (performer is not null) bundle.Resource(2)["performer"] = new JsonArray(new JsonObject { ["reference"] = performer });
            var id = (await service.SendBundle(bundle, "st-brendan")).Headers.Location!.ToString().Split('/')[^1];
            return (await service.Stored(id))["chain"].AsString;
        }
    }

    [Fact]
    public async Task A_second_open_order_for_the_same_condition_is_shown_until_a_coordinator_clears_it()
    {
        var first = await service.Order("C-9");
        var second = await service.Order("C-10");
        var shown = await service.Read($"/api/referrals/{second}", service.Coordinator);
        Assert.Contains(first, shown.GetProperty("duplicates").GetProperty("referrals").EnumerateArray().Select(d => d.GetString()));
        Assert.Contains((await service.Read("/api/worklist?reason=possible-duplicate", service.Coordinator)).EnumerateArray(), i => i.GetProperty("referralId").GetString() == second);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post($"/api/referrals/{second}/duplicates/clear", "", service.Tokens.Person("auditor", "bay-state-therapy"))).StatusCode);
        Assert.True((await service.Post($"/api/referrals/{second}/duplicates/clear", "", service.Coordinator)).IsSuccessStatusCode);
        Assert.NotEqual(JsonValueKind.Null, (await service.Read($"/api/referrals/{second}", service.Coordinator)).GetProperty("duplicates").GetProperty("clearedAt").ValueKind);
    }
}
