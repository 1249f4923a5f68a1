using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Routing;

namespace ClinicNetwork.Hosting;

/// <summary>
/// How bodies of the JSON API are read: null where there must be something, a missing field, another type, or null in a list is refused with
/// 400 and the field's path, before any code of ours sees it.
/// </summary>
public static class JsonBodies
{
    public static void AddJsonBodies(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    public static void Configure(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter());
        json.Converters.Add(new ListsWithoutNulls());
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
    }

    /// <summary>The refusal of a body that could not be read, naming the field; null when the request failed by something else.</summary>
    public static Refusal? Refusal(Exception? error) => error switch
    {
        JsonException e => new(RefusalKind.Invalid, "bad-json", $"The body is not as expected at {e.Path ?? "$"}: missing, null, unknown there or of another type.", e.Path ?? "$"),
        BadHttpRequestException { InnerException: JsonException inner } => Refusal(inner),
        BadHttpRequestException { StatusCode: 415 } => new(RefusalKind.UnsupportedMediaType, "not-supported", "Send the body as application/json.", "Content-Type"),
        _ => null,
    };

    /// <summary>The serializer checks a property's own null, not a list's elements.</summary>
    sealed class ListsWithoutNulls : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !typeToConvert.GetGenericArguments()[0].IsValueType;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()[0]))!;

        sealed class Converter<T> : JsonConverter<IReadOnlyList<T>> where T : class
        {
            public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                var read = JsonSerializer.Deserialize<List<T?>>(ref reader, options) ?? throw new JsonException();
                return read.Contains(null) ? throw new JsonException() : [.. read.OfType<T>()];
            }

            public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
            {
                writer.WriteStartArray();
                foreach (var item in value) JsonSerializer.Serialize(writer, item, options);
                writer.WriteEndArray();
            }
        }
    }
}
