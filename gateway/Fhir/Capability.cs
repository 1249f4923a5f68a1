using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using static Hl7.Fhir.Model.CapabilityStatement;

namespace ClinicNetwork.Gateway.Fhir;

/// <summary>FHIR R4 <c>GET /fhir/metadata</c>: what the server can do, put together from what each service says; the same for everybody.</summary>
public static class Capability
{
    static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);

    public static void MapCapability(this WebApplication app, GatewaySettings settings) => app.MapDiscovery("/fhir/metadata", async (HttpContext http, Offers offers) =>
    {
        var services = await offers.Current();
        // A part would be kept by who reads it, and what is not in it be taken for not there.
        if (services.Count < Offers.Services.Count) return Results.StatusCode(StatusCodes.Status502BadGateway);
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(JsonSerializer.Serialize(Statement(settings, services), Json), "application/fhir+json; charset=utf-8");
    });

    /// <summary>What everybody may read to find out how to go on: by GET and HEAD, and by no other method.</summary>
    internal static void MapDiscovery(this WebApplication app, string path, Delegate answer)
    {
        app.MapMethods(path, ["GET", "HEAD"], answer).AllowAnonymous();
        app.Map(path, (HttpContext http) =>
        {
            http.Response.Headers.Allow = "GET, HEAD";
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }).AllowAnonymous();
    }

    static CapabilityStatement Statement(GatewaySettings settings, IReadOnlyList<RestComponent> services) => new()
    {
        Url = $"{settings.FhirBase}/metadata",
        Version = "1.0.0",
        Name = "ClinicNetwork",
        Title = "Clinic Network: referrals for medical massage",
        Status = PublicationStatus.Active,
        Experimental = false,
        // Of the statement, not of the process: it changes when the routes do.
        Date = "2026-11-27",
        Publisher = "Clinic Network contributors",
        Kind = CapabilityStatementKind.Instance,
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["application/fhir+json", "json"],
        Software = new() { Name = "Clinic Network" },
        Implementation = new() { Description = "The network's gateway for partner hospitals", Url = settings.FhirBase },
        Rest = [Rest(settings, services)],
        Messaging = [.. services.SelectMany(s => s.Operation).Where(o => o.Name == "process-message").Select(o => Messaging(settings, o.Documentation))],
    };

    /// <summary>The operation of the REST part, once more as messages are looked for (FHIR R4 CapabilityStatement.messaging).</summary>
    static MessagingComponent Messaging(GatewaySettings settings, string? documentation) => new()
    {
        Endpoint = [new() { Protocol = new("http://terminology.hl7.org/CodeSystem/message-transport", "http"), Address = $"{settings.FhirBase}/$process-message" }],
        Documentation = documentation,
    };

    static RestComponent Rest(GatewaySettings settings, IReadOnlyList<RestComponent> services) => new()
    {
        Mode = RestfulCapabilityMode.Server,
        Documentation = "A partner sees what it has sent itself, and nothing else. /docs/hospitals shows how a referral is sent.",
        Security = new()
        {
            Service = [new("http://terminology.hl7.org/CodeSystem/restful-security-service", "SMART-on-FHIR", "SMART Backend Services")],
            Description = "SMART Backend Services: client_credentials with private_key_jwt (RS384 or ES384).",
            Extension =
            [
                new()
                {
                    Url = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                    Extension = [new("token", new FhirUri(settings.TokenEndpoint))],
                },
            ],
        },
        Resource = [.. services.SelectMany(s => s.Resource)],
        Interaction = [.. services.SelectMany(s => s.Interaction)],
        Operation = [.. services.SelectMany(s => s.Operation)],
    };
}
