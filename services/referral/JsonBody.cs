using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Reads a JSON body so that whatever is wrong with it names its field: another type than expected, null or nothing where the
/// type allows neither, also inside lists.
/// </summary>
public static class JsonBody
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // What is missing is found by the walk below, which knows its place.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { type => { foreach (var p in type.Properties) p.IsRequired = false; } } },
    };

    static readonly ConcurrentDictionary<PropertyInfo, NullabilityInfo> Nullability = new();

    /// <exception cref="RefusalException">The body is missing or broken; the refusal names the field.</exception>
    public static async Task<T> Read<T>(HttpContext http) where T : class =>
        await ReadOrNull<T>(http) ?? throw Refuse("the body", "send a JSON object");

    /// <summary>Null when nothing was sent.</summary>
    /// <exception cref="RefusalException">The body is broken; the refusal names the field.</exception>
    public static async Task<T?> ReadOrNull<T>(HttpContext http) where T : class
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var json = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (json.Length == 0) return null;
        if (!http.Request.HasJsonContentType())
            throw new RefusalException(new Refusal(RefusalKind.UnsupportedMediaType, "not-json", "Send the body as application/json."));
        try
        {
            var read = JsonSerializer.Deserialize<T>(json.Span, Options);
            if (read is not null && Missing(read, "") is { } path) throw Refuse(path, "it must not be null or missing");
            return read;
        }
        catch (JsonException e)
        {
            var path = e.Path is { Length: > 2 } place ? place[2..] : "the body";
            throw Refuse(path, "it is not JSON of the expected type");
        }
    }

    static RefusalException Refuse(string path, string what) => new(new Refusal(RefusalKind.Invalid, "bad-field", $"{path}: {what}.", path));

    /// <summary>The first place that holds null and must not.</summary>
    static string? Missing(object value, string path)
    {
        foreach (var property in value.GetType().GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            NullabilityInfo allowed;
            // The context is not for several threads.
            if (!Nullability.TryGetValue(property, out allowed!)) allowed = Nullability[property] = new NullabilityInfoContext().Create(property);
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (Missing(property.GetValue(value), allowed, path is "" ? name : $"{path}.{name}") is { } found) return found;
        }
        return null;
    }

    static string? Missing(object? value, NullabilityInfo allowed, string path)
    {
        if (value is null) return allowed.WriteState == NullabilityState.NotNull ? path : null;
        if (value is string or JsonElement || value.GetType().IsValueType) return null;
        if (value is not IEnumerable items) return Missing(value, path);
        var element = allowed.ElementType ?? allowed.GenericTypeArguments.FirstOrDefault();
        var i = 0;
        foreach (var item in items)
            if (element is not null && Missing(item, element, $"{path}[{i++}]") is { } found) return found;
        return null;
    }
}
