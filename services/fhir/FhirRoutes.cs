using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ClinicNetwork.Fhir;

public static class FhirRoutes
{
    /// <summary>GET, and HEAD, which answers the same without its body.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder app, string pattern, Delegate read) => app.MapMethods(pattern, ["GET", "HEAD"], read);
}
