using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling;

/// <summary>Reads the body of an <c>/api</c> request; whatever is null, missing or of another type is refused by its name.</summary>
public static class ApiBody
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <exception cref="RefusalException">400: what is wrong, and in which field.</exception>
    public static async Task<T> Read<T>(HttpContext http) where T : class
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw Refuse("body", "must be a JSON object");
            if (NullInList(json.RootElement, "") is { } place) throw Refuse(place, "must not be null");
            return json.RootElement.Deserialize<T>(Options)!;
        }
        catch (JsonException e)
        {
            throw Refuse(Field(e), What(e));
        }
    }

    static RefusalException Refuse(string field, string what) => new(new Refusal(RefusalKind.Invalid, "bad-body", $"{field}: {what}", field));

    static string Field(JsonException e) => e.Path is { Length: > 2 } path ? path[2..] : Missing(e) ?? "body";

    static string What(JsonException e) => Missing(e) is not null ? "is missing" : e.Path is null ? "is no JSON" : "is null, or of another type than expected";

    /// <summary>The names in a complaint about required properties; nothing of what was sent is in it.</summary>
    static string? Missing(JsonException e) =>
        e.Message.IndexOf("including:", StringComparison.Ordinal) is >= 0 and var at ? e.Message[(at + 10)..].Split(". Path")[0].Replace("'", "", StringComparison.Ordinal).Trim(' ', '.') : null;

    /// <summary>Where a list holds a null: no list here may.</summary>
    static string? NullInList(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select((e, i) => e.ValueKind == JsonValueKind.Null ? $"{path}[{i}]" : NullInList(e, $"{path}[{i}]")).FirstOrDefault(p => p is not null),
        JsonValueKind.Object => element.EnumerateObject().Select(p => NullInList(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")).FirstOrDefault(p => p is not null),
        _ => null,
    };
}
