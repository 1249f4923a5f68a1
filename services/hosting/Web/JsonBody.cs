using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Reads the body of an <c>/api</c> request, the same in every service: what is null, missing, unknown or of another type is refused with 400 and
/// the field's path, another format with 415. Nothing of what was sent is in the words.
/// </summary>
public static class JsonBody
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <exception cref="RefusalException">The body is missing, no JSON object, or a field of it is not as expected.</exception>
    public static async Task<T> Read<T>(HttpContext http) where T : class => await ReadOrNull<T>(http) ?? throw Refuse("body", "must be a JSON object");

    /// <summary>Null when nothing was sent.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public static async Task<T?> ReadOrNull<T>(HttpContext http) where T : class
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        if (buffer.Length == 0) return null;
        if (!http.Request.HasJsonContentType())
            throw new RefusalException(new Refusal(RefusalKind.UnsupportedMediaType, "not-json", "Send the body as application/json.", "Content-Type"));
        try
        {
            using var json = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw Refuse("body", "must be a JSON object");
            if (NullInList(json.RootElement, "") is { } place) throw Refuse(place, "must not be null");
            return json.RootElement.Deserialize<T>(Options);
        }
        catch (JsonException e)
        {
            var (path, missing) = (e.Path is { Length: > 2 } at ? at[2..] : null, Missing(e));
            throw Refuse(
                missing is null ? path ?? "body" : path is null ? missing : $"{path}.{missing}",
                missing is not null ? "is missing" : e.Path is null ? "is no JSON" : "is null, unknown there or of another type than expected");
        }
    }

    static RefusalException Refuse(string field, string what) => new(new Refusal(RefusalKind.Invalid, "bad-body", $"{field}: {what}.", field));

    /// <summary>The first name in a complaint about required properties: the serializer gives the place of the object only.</summary>
    static string? Missing(JsonException e) =>
        e.Message.IndexOf("including: '", StringComparison.Ordinal) is >= 0 and var at ? e.Message[(at + 12)..].Split('\'')[0] : null;

    /// <summary>Where a list holds a null, which no list here may: the serializer looks at a property's own null only.</summary>
    static string? NullInList(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Select((e, i) => e.ValueKind == JsonValueKind.Null ? $"{path}[{i}]" : NullInList(e, $"{path}[{i}]")).FirstOrDefault(p => p is not null),
        JsonValueKind.Object => element.EnumerateObject().Select(p => NullInList(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")).FirstOrDefault(p => p is not null),
        _ => null,
    };
}
