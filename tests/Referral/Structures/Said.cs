using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Structures;

/// <summary>
/// What a request or a kept order says, apart from how it is written: its resources in any sequence, under any ids, each reference as what it
/// leads to. Reads JSON only, so that it does not share a mistake with the reader.
/// </summary>
static class Said
{
    sealed record Part(JsonObject Resource, string? FullUrl, JsonObject Container);

    /// <summary>One line a resource, sorted; the order's first.</summary>
    public static List<string> By(JsonObject request)
    {
        List<Part> parts = request["resourceType"]!.ToString() == "Bundle"
            ? [.. request["entry"]!.AsArray().SelectMany(e => With(e!["resource"]!.AsObject(), e["fullUrl"]?.ToString(), null))]
            : [.. With(request, null, null)];
        var order = parts.Find(p => p.Resource["resourceType"]!.ToString() == "ServiceRequest" && p.Container == p.Resource)!;
        var shallow = parts.ToDictionary(p => p.Resource, p => Write(p, target => $"→{target.Resource["resourceType"]}"));
        return [Full(order), .. parts.Where(p => p != order).Select(Full).Order(StringComparer.Ordinal)];

        string Full(Part part) => Write(part, target => target == order ? "→order" : $"→{ReferralIds.Hash(shallow[target.Resource])}");

        string Write(Part part, Func<Part, string> refer)
        {
            var said = part.Resource.DeepClone().AsObject();
            foreach (var own in new[] { "contained", "id", "_id" }) said.Remove(own);
            // The order's tags, security and profiles are its own; what else meta says changes from one sending to the next.
            if (said["meta"] is JsonObject meta) foreach (var key in meta.Select(m => m.Key).Where(k => part != order || k is not ("tag" or "security" or "profile")).ToList()) meta.Remove(key);
            if (said["meta"] is JsonObject { Count: 0 }) said.Remove("meta");
            return Plain(said, reference => Find(reference, part, parts) is { } target ? refer(target) : reference);
        }
    }

    /// <summary>Null when both say the same; else the first thing that only one of them says.</summary>
    public static string? Difference(JsonObject one, JsonObject other)
    {
        var (a, b) = (By(one), By(other));
        return a.SequenceEqual(b) ? null : $"{a.Count} and {b.Count} resources\n{string.Join('\n', a.Except(b).Take(2))}\n{string.Join('\n', b.Except(a).Take(2))}";
    }

    static IEnumerable<Part> With(JsonObject resource, string? fullUrl, JsonObject? container)
    {
        yield return new(resource, fullUrl, container ?? resource);
        if (resource["contained"] is JsonArray contained)
            foreach (var part in contained.SelectMany(c => With(c!.AsObject(), null, container ?? resource))) yield return part;
    }

    static Part? Find(string reference, Part from, List<Part> parts)
    {
        if (reference is "#") return parts.Find(p => p.Resource == from.Container);
        if (reference.StartsWith('#')) return parts.Find(p => p.Container == from.Container && p.Resource != p.Container && p.Resource["id"]?.ToString() == reference[1..]);
        var (address, version) = reference.Split("/_history/") is [var before, var after] ? (before, after) : (reference, null);
        var entries = parts.Where(p => p.Resource == p.Container).ToList();
        var server = entries.Find(p => p.Resource == from.Container)!.FullUrl is { } own && own.StartsWith("http", StringComparison.Ordinal) && own.Split('/') is { Length: > 4 } way ? string.Join('/', way[..^2]) : null;
        var found = entries.Find(p => p.FullUrl is { Length: > 0 } url && Same(url, address)) ?? entries.Find(p => server is not null && p.FullUrl == $"{server}/{address}")
            ?? (entries.Where(p => $"{p.Resource["resourceType"]}/{p.Resource["id"]}" == address).ToList() is [var only] ? only : null);
        return version is not null && found?.Resource["meta"]?["versionId"]?.ToString() is { } its && its != version ? null : found;

        static bool Same(string a, string b) => a.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? a.Equals(b, StringComparison.OrdinalIgnoreCase) : a == b;
    }

    /// <summary>Elements by name, numbers by value. References inside another resource (a Bundle's, a parameter's) are that one's own.</summary>
    public static string Plain(JsonNode? node, Func<string, string> refer) => node switch
    {
        JsonObject o => $"{{{string.Join(',', o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{(p is { Key: "reference", Value: JsonValue v } && v.TryGetValue<string>(out var text) ? refer(text) : Plain(p.Value, p.Key is "resource" ? r => r : refer))}"))}}}",
        JsonArray a => $"[{string.Join(',', a.Select(e => Plain(e, refer)))}]",
        JsonValue v when v.GetValueKind() is JsonValueKind.Number => decimal.TryParse(v.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : v.ToJsonString(),
        null => "null",
        _ => node.ToJsonString(),
    };
}
