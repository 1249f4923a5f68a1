using Microsoft.AspNetCore.Http.Metadata;

namespace ClinicNetwork.Insurance;

/// <summary>A body in another format than JSON.</summary>
static class OtherFormats
{
    /// <summary>
    /// The endpoint itself refuses it (415, in words). Left to routing, such a request finds no endpoint, hence no access policy, and
    /// would be answered as forbidden.
    /// </summary>
    public static void RefusesOtherFormats(this IEndpointConventionBuilder endpoint) => endpoint.Finally(built =>
    {
        foreach (var accepts in built.Metadata.OfType<IAcceptsMetadata>().ToList()) built.Metadata.Remove(accepts);
    });
}
