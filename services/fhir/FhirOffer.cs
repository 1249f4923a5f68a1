using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using static Hl7.Fhir.Model.CapabilityStatement;

namespace ClinicNetwork.Fhir;

/// <summary>
/// What a service answers over FHIR, read off its routes: nothing is offered that is not there, nothing is there that is not offered. The gateway
/// puts together what all of them say.
/// </summary>
public static class FhirOffer
{
    /// <summary>For services among themselves.</summary>
    public const string Path = "/internal/capability";

    public static void MapFhirOffer(this WebApplication app) =>
        app.MapGet(Path, (EndpointDataSource endpoints) => new FhirAnswer(Of(endpoints))).RequireAuthorization(AccessPolicies.Service);

    /// <summary>A resource type's description is that of its first route that has one (<c>WithDescription</c>).</summary>
    static CapabilityStatement Of(EndpointDataSource endpoints)
    {
        var rest = new RestComponent { Mode = RestfulCapabilityMode.Server };
        foreach (var route in endpoints.Endpoints.OfType<RouteEndpoint>())
            if (route.RoutePattern.RawText?.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["fhir", .. var place])
                foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                    Add(rest, method, place, route.Metadata);
        return new() { Status = PublicationStatus.Active, Date = "2026-11-27", Kind = CapabilityStatementKind.Instance, FhirVersion = FHIRVersion.N4_0_1, Format = ["json"], Rest = [rest] };
    }

    static void Add(RestComponent rest, string method, string[] place, EndpointMetadataCollection about)
    {
        if (place.Length == 0) rest.Interaction.Add(new() { Code = SystemRestfulInteraction.Transaction, Documentation = Description(about) });
        else if (place is [['$', .. var operation]])
            rest.Operation.Add(new() { Name = operation, Definition = about.GetMetadata<FhirOfferDetails>()?.Operation ?? $"https://clinicnetwork.example/fhir/OperationDefinition/{operation}", Documentation = Description(about) });
        else
        {
            var type = rest.Resource.Find(r => r.Type == place[0]);
            if (type is null) rest.Resource.Add(type = new() { Type = place[0], Versioning = ResourceVersionPolicy.NoVersion });
            type.Documentation ??= Description(about);
            Add(type, method, place[1..], about);
        }
    }

    /// <exception cref="InvalidOperationException">The route is of no interaction of FHIR R4 (http.html#summary).</exception>
    static void Add(ResourceComponent type, string method, string[] rest, EndpointMetadataCollection about)
    {
        var details = about.GetMetadata<FhirOfferDetails>() ?? new();
        type.SupportedProfile = [.. type.SupportedProfile, .. details.Profiles];
        type.Extension.AddRange(details.Canonicals.Select(c => new Extension(c.Url, new Canonical(c.Canonical))));
        switch (method, rest)
        {
            case ("HEAD", _) or ("POST", ["_search"]):
                return;
            case ("POST", ["$validate"]):
                type.Operation.Add(new() { Name = "validate", Definition = "http://hl7.org/fhir/OperationDefinition/Resource-validate" });
                return;
            case ("GET" or "POST", [.., ['$', .. var operation]]) when rest is [_] or ["{id}", _]:
                // By either method, of one resource or of the type, it is the same operation.
                if (type.Operation.TrueForAll(o => o.Name != operation))
                    type.Operation.Add(new() { Name = operation, Definition = details.Operation ?? $"https://clinicnetwork.example/fhir/OperationDefinition/{type.Type}-{operation}" });
                return;
            case ("GET", ["{id}"]):
                Interact(TypeRestfulInteraction.Read);
                type.ConditionalRead = ConditionalReadStatus.NotMatch;
                return;
            case ("GET", ["{id}", "_history"]):
                Interact(TypeRestfulInteraction.HistoryInstance);
                return;
            case ("GET", ["{id}", "_history", "{version}"]):
                Interact(TypeRestfulInteraction.Vread);
                (type.ReadHistory, type.Versioning) = (true, ResourceVersionPolicy.Versioned);
                return;
            case ("POST", []):
                Interact(TypeRestfulInteraction.Create);
                type.ConditionalCreate = details.ConditionalCreate;
                return;
            case ("PUT", ["{id}"]):
                Interact(TypeRestfulInteraction.Update);
                type.UpdateCreate = false;
                return;
            case ("DELETE", ["{id}"]):
                Interact(TypeRestfulInteraction.Delete);
                return;
            case ("GET", []):
                Interact(TypeRestfulInteraction.SearchType);
                if (about.GetMetadata<ListDefinition>() is not { } list) return;
                type.SearchInclude = [.. list.Includes];
                type.SearchParam = [.. list.Parameters.Select(p => new CapabilityStatement.SearchParamComponent { Name = p.Name, Type = p.Type, Documentation = p.Note })];
                return;
            default:
                throw new InvalidOperationException($"{method} {type.Type}/{string.Join('/', rest)} is no interaction of FHIR.");
        }

        void Interact(TypeRestfulInteraction code) => type.Interaction.Add(new() { Code = code });
    }

    static string? Description(EndpointMetadataCollection about) => about.GetMetadata<IEndpointDescriptionMetadata>()?.Description;
}
