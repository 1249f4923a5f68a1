using System.Net;
using System.Text;
using System.Text.Json;

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
