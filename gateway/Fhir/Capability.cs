using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using static Hl7.Fhir.Model.CapabilityStatement;

namespace ClinicNetwork.Gateway.Fhir;

/// <summary>FHIR R4 <c>GET /fhir/metadata</c>: what the server can do, the same for everybody, made once.</summary>
public static class Capability
{
    public static void MapCapability(this WebApplication app, GatewaySettings settings)
    {
        var json = JsonSerializer.Serialize(Statement(settings), new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector));
        app.MapGet("/fhir/metadata", (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=300";
            return Results.Text(json, "application/fhir+json; charset=utf-8");
        }).AllowAnonymous();
    }

    internal static CapabilityStatement Statement(GatewaySettings settings) => new()
    {
        Url = $"{settings.FhirBase}/metadata",
        Version = "1.0.0",
        Name = "ClinicNetwork",
        Title = "Clinic Network: referrals for medical massage",
        Status = PublicationStatus.Active,
        Experimental = false,
        // Of the statement, not of the process: it changes when the table of interactions does.
        Date = "2026-11-23",
        Publisher = "Clinic Network contributors",
        Kind = CapabilityStatementKind.Instance,
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["application/fhir+json", "json"],
        Software = new() { Name = "Clinic Network" },
        Implementation = new() { Description = "The network's gateway for partner hospitals", Url = settings.FhirBase },
        Rest = [Rest(settings)],
    };

    static RestComponent Rest(GatewaySettings settings) => new()
    {
        Mode = RestfulCapabilityMode.Server,
        Documentation = "A partner sees what it has sent itself, and nothing else.",
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
        Resource = [.. FhirInteractions.All.Select(Resource)],
        Interaction = [new() { Code = SystemRestfulInteraction.Transaction, Documentation = "A referral with all that it refers to, accepted or refused as a whole." }],
    };

    static ResourceComponent Resource(Interactions resource) => new()
    {
        Type = resource.Type,
        Documentation = resource.Note,
        Interaction = [.. resource.Verbs.Select(verb => new ResourceInteractionComponent { Code = verb })],
        SearchParam = [.. resource.Search.Select(s => new CapabilityStatement.SearchParamComponent { Name = s.Name, Type = s.Type })],
    };
}
