using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Operations.Rules;

/// <summary>One version of one piece of policy data, whichever owner told it.</summary>
/// <param name="Version">0 while the owner's usual one is in force.</param>
/// <param name="By">Who put it into force; null when nobody did.</param>
public sealed record PolicyDocument(string Id, long Version, JsonObject Body, DateTimeOffset? At, string? By, string? Reason)
{
    static readonly string[] About = ["id", "version", "at", "actor", "author", "reason", "changedAt", "changedBy"], Wrapped = ["body", "rule"];

    /// <summary>Owners wrap the body, or tell it beside what is said about it.</summary>
    public static PolicyDocument Of(JsonElement told)
    {
        var whole = JsonObject.Create(told)!;
        var wrap = Wrapped.FirstOrDefault(name => whole[name] is JsonObject);
        var by = whole["changedBy"] ?? (whole["actor"] ?? whole["author"])?["id"];
        var body = wrap is not null ? whole[wrap]!.DeepClone().AsObject() : new JsonObject(whole.Where(p => !About.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        return new((string)whole["id"]!, (long?)whole["version"] ?? 0, body, Time(whole["at"] ?? whole["changedAt"]), (string?)by, (string?)whole["reason"]);
    }

    static DateTimeOffset? Time(JsonNode? node) => node is null ? null : node.GetValue<DateTimeOffset>();

    /// <summary>What people call it: its name, or its id.</summary>
    public string Name => (string?)Body["name"] ?? Id;

    /// <summary>The text at a path; null when there is none.</summary>
    public string? Text(string path) => path.Split('.').Aggregate((JsonNode?)Body, (node, name) => (node as JsonObject)?[name])?.ToString();
}
