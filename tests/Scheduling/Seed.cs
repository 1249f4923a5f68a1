using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Tests.Scheduling;

/// <summary>The seeded network, as the service would hold it.</summary>
static class Seed
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static IReadOnlyList<(string Path, JsonElement Body)> Lines { get; } =
        [.. JsonSerializer.Deserialize<List<JsonElement>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Seed", "scheduling.json")))!
            .Select(line => (line.GetProperty("path").GetString()!, WithState(line.GetProperty("path").GetString()!, line.GetProperty("body"))))];

    /// <summary>A seed from before locations had a state.</summary>
    static JsonElement WithState(string path, JsonElement body)
    {
        if (!path.StartsWith("/api/locations/", StringComparison.Ordinal) || body.TryGetProperty("state", out _)) return body;
        var location = JsonObject.Create(body)!;
        location["state"] = "MA";
        return location.Deserialize<JsonElement>();
    }

    public static NetworkView Network { get; } = new(All<Chain>("chains"), All<Location>("locations"), All<Therapist>("therapists"));

    public static ChainView BayState => Network.Of("bay-state-therapy");
    public static ChainView Pilgrim => Network.Of("pilgrim-bodywork");

    static IReadOnlyList<Versioned<T>> All<T>(string kind) =>
        [.. Lines.Where(l => l.Path.StartsWith($"/api/{kind}/", StringComparison.Ordinal)).Select(l => Policy(l.Path.Split('/')[^1], l.Body.Deserialize<T>(Json)!))];

    public static Versioned<T> Policy<T>(string id, T body) => new() { Id = id, Version = 1, Body = body, At = default, Actor = Actor.Service("seed") };
}
