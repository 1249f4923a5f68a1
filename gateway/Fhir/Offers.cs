using System.Collections.Concurrent;
using System.Text.Json;
using ClinicNetwork.Gateway.Routing;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using static Hl7.Fhir.Model.CapabilityStatement;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Gateway.Fhir;

/// <summary>
/// What the services say that they answer over FHIR. They are asked when somebody wants to know, once a second at most for all who do; of one
/// that is away the last that was heard stands.
/// </summary>
public sealed class Offers(ServiceClient client, TimeProvider clock, ILogger<Offers> log)
{
    static readonly JsonSerializerOptions Json = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
    /// <summary>Those that answer over FHIR.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. RouteTable.Places.Where(p => p.Base == "/fhir").Select(p => p.Service).Distinct()];

    readonly ConcurrentDictionary<string, RestComponent> heard = new();
    readonly Recent<IReadOnlyList<RestComponent>> recent = new(clock);

    /// <summary>Of each service, in the order of routes; none of one that was never heard, an empty one of one that offers nothing.</summary>
    public Task<IReadOnlyList<RestComponent>> Current() => recent.Get(async () =>
    {
        await Task.WhenAll(Services.Select(Hear));
        return [.. Services.Where(heard.ContainsKey).Select(service => heard[service])];
    });

    async Task Hear(string service)
    {
        try
        {
            if (await client.Ask(service, "/internal/capability") is not { } answer) heard[service] = new();
            else if (JsonSerializer.Deserialize<CapabilityStatement>(answer, Json)?.Rest is [var rest]) heard[service] = rest;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or DeserializationFailedException)
        {
            log.LogWarning("{Service} does not say what it answers over FHIR; what it said before stands: {Reason}", service, e.GetType().Name);
        }
    }

    /// <summary>A SMART v2 scope that covers all of a resource type; null for a type that is read with another's scope.</summary>
    public static string? Scope(ResourceComponent resource)
    {
        var letters = string.Concat("cruds".Where(letter => resource.Interaction.Any(i => Letter(i.Code) == letter)));
        return resource.Type is "Bundle" or "Binary" ? null : $"system/{resource.Type}.{letters}";
    }

    static char Letter(TypeRestfulInteraction? code) => code switch
    {
        TypeRestfulInteraction.Create => 'c',
        TypeRestfulInteraction.Update => 'u',
        TypeRestfulInteraction.Delete => 'd',
        TypeRestfulInteraction.SearchType => 's',
        _ => 'r',
    };
}
