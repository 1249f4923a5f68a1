using Microsoft.AspNetCore.HttpOverrides;

namespace ClinicNetwork.Gateway.Routing;

/// <summary>
/// Behind a TLS terminator a request's caller and scheme are what the terminator says, and nobody else: forwarded headers are believed from the
/// configured proxies, each hop in turn, and taken off from everybody.
/// </summary>
public static class Forwarded
{
    public static void UseForwarded(this IApplicationBuilder app, GatewaySettings settings)
    {
        if (settings.Proxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.Proxies) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
