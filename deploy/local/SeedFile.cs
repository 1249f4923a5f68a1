using System.Text.Json.Nodes;

namespace ClinicNetwork.Local;

/// <summary>One seed file: what is put at which service, in order.</summary>
/// <param name="Service">The service that takes it.</param>
/// <param name="Entries">Path and body of each <c>PUT</c>.</param>
sealed record SeedFile(string Service, IReadOnlyList<(string Path, JsonObject Body)> Entries)
{
    /// <summary>Files by name, without <c>.json</c>, and the services that take them; a service's files in this order.</summary>
    static readonly (string File, string Service)[] Known =
    [
        ("partners", "referral"), ("referral", "referral"), ("scheduling", "scheduling"), ("insurance", "insurance"), ("operations", "operations"),
    ];

    /// <summary>Every seed file there is.</summary>
    /// <exception cref="LaunchException">One cannot be read as a list of path and body.</exception>
    public static IReadOnlyList<SeedFile> ReadAll() =>
        [.. Known.Where(known => File.Exists(PathOf(known.File))).Select(known => new SeedFile(known.Service, Read(known.File)))];

    static List<(string, JsonObject)> Read(string name)
    {
        try
        {
            return [.. JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsArray().Select(entry => ((string)entry!["path"]!, entry["body"]!.AsObject()))];
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new LaunchException($"{PathOf(name)} is not a JSON list of objects with 'path' and 'body': {e.Message}", e);
        }
    }

    static string PathOf(string name) => Path.Combine(Repository.Seed, name + ".json");
}
