namespace ClinicNetwork.Gateway.Routing;

/// <summary>
/// Headers in which a caller could pretend to be somebody. No service of the network believes them (each verifies the
/// token itself); they are taken off all the same, so that none ever can.
/// </summary>
public static class SpoofedHeaders
{
    public static IReadOnlyList<string> Names { get; } =
        ["Forwarded", "Remote-User", "From", "Via", "True-Client-IP", "CF-Connecting-IP", "X-HTTP-Method-Override", "X-Method-Override"];

    public static IReadOnlyList<string> Prefixes { get; } =
    [
        "X-Forwarded", "X-Real-", "X-Original-", "X-Remote-", "X-User", "X-Partner", "X-Client", "X-Chain", "X-Tenant", "X-Role",
        "X-Scope", "X-Auth", "X-Identity", "X-Caller", "X-Subject", "X-Principal", "X-Service", "X-Therapist", "X-SSL-", "X-MS-Client", "X-Internal",
    ];

    public static bool IsSpoofed(string header) =>
        Names.Contains(header, StringComparer.OrdinalIgnoreCase) || Prefixes.Any(p => header.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes them off every request.</summary>
    public static void UseWithoutSpoofedHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        foreach (var header in http.Request.Headers.Keys.Where(IsSpoofed).ToList()) http.Request.Headers.Remove(header);
        return next(http);
    });
}
