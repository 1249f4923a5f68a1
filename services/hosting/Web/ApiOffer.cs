using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace ClinicNetwork.Hosting;

/// <summary>What the body of a request is read as; put on the endpoint as metadata.</summary>
public sealed record TakenBody(Type Type);

/// <summary>
/// What a service answers under <c>/api</c>, read off its routes as OpenAPI 3.1: addresses, parameters, bodies, and who may call. The gateway puts together
/// what all of them say.
/// </summary>
public static class ApiOffer
{
    /// <summary>For services among themselves.</summary>
    public const string Path = "/internal/openapi";
    static readonly JsonSerializerOptions Written = new(JsonBody.Options) { TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };
    static readonly JsonSchemaExporterOptions Schemas = new() { TreatNullObliviousAsNonNullable = true };

    public static void MapApiOffer(this WebApplication app) =>
        app.MapGet(Path, (EndpointDataSource endpoints) => Results.Text(Of(endpoints).ToJsonString(), "application/json")).RequireAuthorization(AccessPolicies.Service);

    /// <summary>What it does, in a sentence, and what the body of its request is read as; null where it has none.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string summary, Type? takes = null) =>
        takes is null ? endpoint.WithSummary(summary) : endpoint.WithSummary(summary).WithMetadata(new TakenBody(takes));

    static JsonObject Of(EndpointDataSource endpoints)
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var route in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            var path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Text))));
            if (!path.StartsWith("/api/", StringComparison.Ordinal) || route.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods) continue;
            if (!paths.TryGetValue(path, out var item)) paths[path] = item = [];
            foreach (var method in methods.HttpMethods.Where(m => m is not "HEAD")) item[method.ToLowerInvariant()] = Operation(route);
        }
        return new() { ["paths"] = new JsonObject(paths.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))) };
    }

    static string Text(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "",
    };

    static JsonObject Operation(RouteEndpoint route)
    {
        var names = route.RoutePattern.Parameters.Select(p => p.Name).ToList();
        var asked = route.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Where(p => IsPlain(p.ParameterType) && !names.Contains(p.Name!)) ?? [];
        var operation = new JsonObject
        {
            ["summary"] = route.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary,
            ["parameters"] = new JsonArray(
            [
                .. names.Select(name => Parameter(name, "path", typeof(string))),
                .. asked.Select(p => Parameter(p.Name!, "query", p.ParameterType)),
            ]),
            ["responses"] = new JsonObject { ["default"] = new JsonObject { ["description"] = "As JSON; a refusal as problem details (RFC 9457), whose detail says what to do." } },
            ["x-roles"] = new JsonArray([.. route.Metadata.GetOrderedMetadata<AuthorizationPolicy>().SelectMany(p => p.Requirements).OfType<Allowed>().SelectMany(a => a.Roles).Distinct().Select(r => (JsonNode)r)]),
            ["security"] = new JsonArray(new JsonObject { ["person"] = new JsonArray() }),
        };
        if (route.Metadata.GetMetadata<TakenBody>() is { } body)
            operation["requestBody"] = new JsonObject { ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Written.GetJsonSchemaAsNode(body.Type, Schemas) } } };
        return operation;
    }

    static JsonNode Parameter(string name, string where, Type type) => new JsonObject
    {
        ["name"] = name, ["in"] = where, ["required"] = where is "path", ["schema"] = Written.GetJsonSchemaAsNode(Nullable.GetUnderlyingType(type) ?? type, Schemas),
    };

    /// <summary>What a query can say.</summary>
    static bool IsPlain(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(string) || plain.IsPrimitive || plain.IsEnum || plain == typeof(Guid) || plain == typeof(DateOnly) || plain == typeof(DateTimeOffset));
}
