using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Referrals.Http;

[Collection(OnEngines.Name)]
public sealed class OrderTests(RunningService service) : IClassFixture<RunningService>
{
    string Hospital => service.Senders.Token("general-hospital");

    static string Revoked(string id) => $$"""{"resourceType":"ServiceRequest","id":"{{id}}","status":"revoked","intent":"order","subject":{"display":"as sent"} }""";

    [Fact]
    public async Task An_update_to_another_orders_address_or_from_an_old_version_changes_nothing()
    {
        var (a, b) = (await service.Order("U-1"), await service.Order("U-2"));

        Assert.Equal(HttpStatusCode.BadRequest, (await service.Put($"/fhir/ServiceRequest/{a}", Revoked(b), Hospital)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await service.Put($"/fhir/ServiceRequest/{a}", Revoked(a), Hospital, "W/\"9\"")).StatusCode);
        Assert.Equal("Accepted", (await service.Stored(a))["state"]["businessStatus"]);

        var seen = (await service.Get($"/fhir/ServiceRequest/{a}", Hospital)).Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await service.Put($"/fhir/ServiceRequest/{a}", Revoked(a), Hospital, seen)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await service.Put($"/fhir/ServiceRequest/{a}", Revoked(a), Hospital, seen)).StatusCode);
    }

    [Fact]
    public async Task A_coordinator_sees_how_to_reach_the_patient_and_nothing_else_tells_it()
    {
        var bundle = Given.Bundle();
        bundle.Resource(0)["telecom"] = JsonNode.Parse("""[{"system":"phone","value":"+1 617 555 0142","use":"mobile"}]""");
        bundle.Resource(2)["identifier"]![0]!["value"] = "T-1";
        var id = (await service.SendBundle(bundle, "general-hospital")).Headers.Location!.ToString().Split('/')[^1];

        var shown = (await service.Read($"/api/referrals/{id}", service.Coordinator)).GetProperty("order").GetProperty("telecom");
        Assert.Equal("""[{"system":"phone","value":"+1 617 555 0142","use":"mobile"}]""", JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonNode>(shown), Plain));
        var stored = await service.Stored(id);
        stored.Remove("personal");
        Assert.DoesNotContain("555 0142", stored.ToString() + await service.Read($"/fhir/Task/{id}", Hospital) + await service.Read($"/internal/referrals/{id}/placement", service.Tokens.Service()));
    }

    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_day_is_told_in_the_zone_of_the_chain_and_reaches_scheduling()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (service.Of<ChainZones>().Of("island-massage").Id != "Pacific/Honolulu") await Task.Delay(20, patience.Token);
        (await service.Put("/api/partners/st-brendan", RunningService.Hospital("st-brendan", chain: "island-massage"), service.Operator)).EnsureSuccessStatusCode();

        Assert.Equal("2027-02-01", await NotBefore("Z-1", "general-hospital"));
        Assert.Equal("2027-01-31", await NotBefore("Z-2", "st-brendan"));

        async Task<string?> NotBefore(string number, string client)
        {
            var bundle = Given.Bundle();
            bundle.Resource(2)["identifier"]![0] = new JsonObject { ["system"] = $"https://{client}.example/orders", ["value"] = number };
            bundle.Resource(2)["occurrenceTiming"]!["repeat"]!["boundsPeriod"] = new JsonObject { ["start"] = "2027-02-01T06:00:00Z" };
            var id = (await service.SendBundle(bundle, client)).Headers.Location!.ToString().Split('/')[^1];
            return (await service.Read($"/internal/referrals/{id}/placement", service.Tokens.Service())).GetProperty("notBefore").GetString();
        }
    }

    [Fact]
    public async Task Another_hospitals_patient_of_the_same_name_and_birth_date_is_shown_and_not_merged()
    {
        (await service.Put("/api/partners/st-brendan", RunningService.Hospital("st-brendan"), service.Operator)).EnsureSuccessStatusCode();
        var here = await service.Order("D-1");
        var there = (await service.Send("D-2", client: "st-brendan")).Headers.Location!.ToString().Split('/')[^1];

        var shown = (await service.Read($"/api/referrals/{here}", service.Coordinator)).GetProperty("possibleDuplicates");
        Assert.Equal([there], shown.EnumerateArray().Select(d => d.GetProperty("referralId").GetString()));
        Assert.NotEqual(await Key(here), await Key(there));

        async Task<string?> Key(string id) => (await service.Read($"/internal/referrals/{id}/placement", service.Tokens.Service())).GetProperty("patientKey").GetString();
    }
}
