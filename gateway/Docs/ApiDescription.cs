using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Gateway.Docs;

/// <summary>
/// What the services say that they answer under <c>/api</c>, put together as OpenAPI 3.1. They are asked when somebody wants to know, once a second at most; of one that is away
/// the last that was heard stands.
/// </summary>
public sealed class ApiDescription(ServiceClient client, GatewaySettings settings, TimeProvider clock, ILogger<ApiDescription> log)
{
    readonly ConcurrentDictionary<string, string> heard = new();
    readonly Recent<JsonObject?> recent = new(clock);

    /// <summary>Null while a service was never heard: a part would be taken for all.</summary>
    public Task<JsonObject?> Current() => recent.Get(async () =>
    {
        await Task.WhenAll(GatewaySettings.ServiceNames.Select(Hear));
        if (heard.Count < GatewaySettings.ServiceNames.Count) return null;
        var paths = GatewaySettings.ServiceNames.SelectMany(s => JsonNode.Parse(heard[s])!["paths"]!.AsObject()).DistinctBy(p => p.Key).OrderBy(p => p.Key, StringComparer.Ordinal);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Clinic Network for its people's programs", ["version"] = "1.0.0", ["description"] = "Hospitals' systems speak FHIR instead: /docs/hospitals." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = settings.Issuer.ToString().TrimEnd('/') }),
            ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))),
            ["components"] = new JsonObject { ["securitySchemes"] = new JsonObject { ["person"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A person's access token; x-roles says whose." } } },
        };
    });

    async Task Hear(string service)
    {
        try
        {
            var answer = await client.Ask(service, ApiOffer.Path) ?? """{"paths":{}}""";
            if (JsonNode.Parse(answer)?["paths"] is JsonObject) heard[service] = answer;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException)
        {
            log.LogWarning("{Service} does not say what it answers under /api; what it said before stands: {Reason}", service, e.GetType().Name);
        }
    }
}
