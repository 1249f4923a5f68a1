using Yarp.ReverseProxy.Configuration;

namespace ClinicNetwork.Gateway.Routing;

/// <summary>YARP's configuration, built from the <see cref="RouteTable"/> and the services' addresses.</summary>
public static class Proxy
{
    /// <summary>How long a request of a program may take; the console's live pages have no limit.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static void AddProxy(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddRequestTimeouts();
        services.AddReverseProxy().LoadFromMemory([.. Routes()], [.. settings.Services.Select(s => Cluster(s.Key, s.Value))]);
    }

    public static void MapProxy(this WebApplication app)
    {
        foreach (var prefix in RouteTable.Closed) app.Map(prefix + "/{**rest}", () => Results.NotFound()).AllowAnonymous().WithOrder(Late);
        app.MapReverseProxy();
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

    static ClusterConfig Cluster(string service, Uri address) => new()
    {
        ClusterId = service,
        Destinations = new Dictionary<string, DestinationConfig> { [service] = new() { Address = address.ToString() } },
        HealthCheck = new()
        {
            // Panic: with no destination left that says it is ready, asking one is still better than refusing at once.
            AvailableDestinationsPolicy = "HealthyOrPanic",
            Active = new() { Enabled = true, Path = "/health/ready", Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(5), Policy = "ConsecutiveFailures" },
        },
    };
}
