using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ClinicNetwork.Fhir;

/// <summary>One search parameter as a capability statement names it.</summary>
public sealed record OfferedParameter(string Name, string Type, string? Documentation);

/// <summary>A type's list as it is offered.</summary>
/// <param name="Sort">Values of <c>_sort</c>, each also with a minus.</param>
public sealed record OfferedList(string Type, IReadOnlyList<OfferedParameter> Parameters, IReadOnlyList<string> Sort, IReadOnlyList<string> Include)
{
    public static OfferedList Of(ListDefinition list) =>
        new(list.Type, [.. list.Parameters.Select(p => new OfferedParameter(p.Name, p.Type.GetLiteral()!, p.Note))], list.Sorts, list.Includes);
}

public static class ListCapability
{
    /// <summary>Tells other services which lists this one really has: those that it has mapped.</summary>
    public static void MapListCapability(this WebApplication app) => app.MapGet("/internal/fhir-lists", (IEnumerable<EndpointDataSource> sources) =>
        Results.Ok(sources.SelectMany(s => s.Endpoints).Select(e => e.Metadata.GetMetadata<ListDefinition>()).OfType<ListDefinition>().Distinct().Select(OfferedList.Of)))
        .RequireAuthorization(AccessPolicies.Service);
}
