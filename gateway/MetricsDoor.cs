namespace ClinicNetwork.Gateway;

/// <summary>Metrics tell how busy the network is and what fails: they are told on a port of their own, and not on the one for everybody.</summary>
public static class MetricsDoor
{
    public static void UseMetricsDoor(this IApplicationBuilder app, GatewaySettings settings) => app.Use((http, next) =>
    {
        if (!http.Request.Path.StartsWithSegments("/metrics") || http.Connection.LocalPort == settings.MetricsPort) return next(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
