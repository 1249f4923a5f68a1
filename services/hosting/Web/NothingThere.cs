namespace ClinicNetwork.Hosting;

/// <summary>
/// An address or a method that no endpoint has is answered as such (404, 405 with Allow), whoever asks: the policy that closes
/// endpoints without one would say 403, and send engineers looking for a scope that does not exist.
/// </summary>
public static class NothingThere
{
    /// <summary>Stands between routing and authorization.</summary>
    public static void UseNothingThere(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is RouteEndpoint) return next(http);
        // Routing's own answer to a wrong method is an endpoint without a route.
        if (http.GetEndpoint()?.RequestDelegate is { } refuse) return refuse(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
