using System.Globalization;
using System.Threading.RateLimiting;
using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.RateLimiting;

namespace ClinicNetwork.Gateway;

/// <summary>Token buckets: each partner has its own, callers without a token share one per remote address.</summary>
public static class RateLimits
{
    /// <summary>Before authentication, because verifying an assertion is the work to be limited.</summary>
    public static void UseTokenRequestLimit(this IApplicationBuilder app, GatewaySettings settings) => app.UseRateLimiter(Options(settings.TokenRequests,
        http => http.Request.Path.StartsWithSegments("/connect") ? Address(http) : null));

    /// <summary>After authentication, because the verified token says whose bucket it is.</summary>
    public static void UseCallerLimit(this IApplicationBuilder app, GatewaySettings settings) => app.UseRateLimiter(Options(settings.PerCaller,
        http => http.Request.Path.StartsWithSegments("/health") ? null : Caller.Of(http.User) is { Kind: not "none" } caller ? $"{caller.Kind} {caller.Id}" : Address(http)));

    static string Address(HttpContext http) => $"address {http.Connection.RemoteIpAddress}";

    /// <param name="bucket">Whose bucket pays for the request; null when it is free.</param>
    static RateLimiterOptions Options(RateLimit limit, Func<HttpContext, string?> bucket) => new()
    {
        RejectionStatusCode = StatusCodes.Status429TooManyRequests,
        GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => bucket(http) is { } owner
            ? RateLimitPartition.GetTokenBucketLimiter(owner, _ => Bucket(limit))
            : RateLimitPartition.GetNoLimiter("")),
        OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? Math.Ceiling(time.TotalSeconds) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
            return default;
        },
    };

    static TokenBucketRateLimiterOptions Bucket(RateLimit limit)
    {
        // In steps of a tenth of a second, or of one token when it is slower than that.
        var step = Math.Max(1, limit.PerSecond / 10);
        return new()
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = step,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)step / limit.PerSecond),
        };
    }
}
