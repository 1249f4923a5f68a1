using Yarp.ReverseProxy.Configuration;

namespace ClinicNetwork.Gateway.Routing;

/// <summary>YARP's configuration, built from the <see cref="RouteTable"/> and the services' addresses.</summary>
public static class Proxy
{
    /// <summary>How long a request of a program may take; the console's live pages have no limit.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A machine that is gone does not refuse, it is silent: after this the next instance is tried.</summary>
    static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(2);

    public static void AddProxy(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddRequestTimeouts();
        services.AddReverseProxy()
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = LongestConnect)
            .LoadFromMemory([.. Routes()], [.. settings.Services.Select(s => Cluster(s.Key, s.Value))]);
    }

    public static void MapProxy(this WebApplication app)
    {
        foreach (var prefix in RouteTable.Closed) app.Map(prefix + "/{**rest}", () => Results.NotFound()).AllowAnonymous().WithOrder(Late);
        app.MapReverseProxy(proxy =>
        {
            proxy.UseAnotherInstance();
            proxy.UseLoadBalancing();
        });
    }

    const int Late = 10;

    internal static IEnumerable<RouteConfig> Routes()
    {
        foreach (var place in RouteTable.Places)
            foreach (var name in place.Names)
                yield return Route(place.Service, $"{place.Base}/{name}/{{**rest}}") with { Timeout = Longest };
        yield return Route(RouteTable.FhirBaseService, RouteTable.FhirBase) with { Timeout = Longest };
        yield return Route(RouteTable.ConsoleService, "/{**rest}") with { TimeoutPolicy = "disable", Order = Late + 1 };
    }

    /// <summary>Anonymous here: each service verifies the token and decides by itself.</summary>
    static RouteConfig Route(string service, string path) => new()
    {
        RouteId = path,
        ClusterId = service,
        Match = new() { Path = path },
        AuthorizationPolicy = "anonymous",
    };

    static ClusterConfig Cluster(string service, IReadOnlyList<Uri> instances) => new()
    {
        ClusterId = service,
        Destinations = instances.Select((address, i) => ($"{service}-{i + 1}", new DestinationConfig { Address = address.ToString() })).ToDictionary(),
        HealthCheck = new()
        {
            // Panic: with no destination left that says it is ready, asking one is still better than refusing at once.
            AvailableDestinationsPolicy = "HealthyOrPanic",
            Active = new() { Enabled = true, Path = "/health/ready", Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(5), Policy = "ConsecutiveFailures" },
        },
    };
}
