using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace ClinicNetwork.Gateway.Routing;

/// <summary>
/// One instance of a service that is away is not noticed: its requests go to another one. Only those that may: what never
/// reached a server, and what only reads. Anything else may have been done, and doing it twice is the caller's to decide.
/// </summary>
public static class AnotherInstance
{
    public static void UseAnotherInstance(this IReverseProxyApplicationBuilder proxy) => proxy.Use(async (http, next) =>
    {
        var attempt = http.GetReverseProxyFeature();
        var (healthy, tried) = (attempt.AvailableDestinations, new HashSet<DestinationState>());
        await next(http);
        while (http.GetForwarderErrorFeature() is { } error && attempt.ProxiedDestination is { } failed && MayGoElsewhere(http, error))
        {
            tried.Add(failed);
            if (Untried(healthy, attempt.AllDestinations, tried) is not { Count: > 0 } others) break;
            http.Features.Set<IForwarderErrorFeature>(null);
            http.Response.Clear();
            attempt.AvailableDestinations = others;
            attempt.ProxiedDestination = null;
            await next(http);
        }
        // A service that dies while it takes a request may be told as the caller's fault (400), who then would not send again. What a caller can do
        // wrong with a body is found before it is forwarded, and one who has stopped sending is gone.
        if (http.GetForwarderErrorFeature() is not null && http.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false } && !http.RequestAborted.IsCancellationRequested)
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
    });

    static bool MayGoElsewhere(HttpContext http, IForwarderErrorFeature error) =>
        !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested
        && (NeverReached(error) || (error.Error == ForwarderError.Request && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))));

    /// <summary>No connection came about, so no byte of the request left.</summary>
    static bool NeverReached(IForwarderErrorFeature error) => error.Exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Those said to be healthy first; when none of them is left, any.</summary>
    static IReadOnlyList<DestinationState> Untried(
        IReadOnlyList<DestinationState> healthy, IReadOnlyList<DestinationState> all, HashSet<DestinationState> tried) =>
        healthy.Except(tried).ToList() is { Count: > 0 } left ? left : [.. all.Except(tried)];
}
