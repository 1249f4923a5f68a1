using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicNetwork.Scheduling.Network;

namespace ClinicNetwork.Tests.Scheduling;

/// <summary>The seeded network, as the service would hold it.</summary>
static class Seed
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static IReadOnlyList<(string Path, JsonElement Body)> Lines { get; } =
        [.. JsonSerializer.Deserialize<List<JsonElement>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Seed", "scheduling.json")))!
            .Select(line => (line.GetProperty("path").GetString()!, line.GetProperty("body")))];

    public static NetworkView Network { get; } = new(All<Chain>("chains"), All<Location>("locations"), All<Therapist>("therapists"));

    public static ChainView BayState => Network.Of("bay-state-therapy");
    public static ChainView Pilgrim => Network.Of("pilgrim-bodywork");

    static IReadOnlyList<Policy<T>> All<T>(string kind) =>
        [.. Lines.Where(l => l.Path.StartsWith($"/api/{kind}/", StringComparison.Ordinal)).Select(l => Policy(l.Path.Split('/')[^1], l.Body.Deserialize<T>(Json)!))];

    public static Policy<T> Policy<T>(string id, T body) => new() { Id = id, Version = 1, Body = body, At = default, By = "seed" };
}
