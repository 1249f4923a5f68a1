using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>One access to patient data, allowed or denied. Ids only.</summary>
public sealed record AuditEntry(
    Guid Id, DateTimeOffset At, string CallerKind, string Caller, string Action, string Resource, string Outcome, string? Trace);

/// <summary>Stores who looked at what. A read is stored before its answer leaves; if it cannot be stored, the answer does not leave.</summary>
public sealed class Audit(IMongoDatabase database, TimeProvider clock)
{
    readonly IMongoCollection<AuditEntry> entries = database.GetCollection<AuditEntry>("audit");

    public Task Record(HttpContext http, string action, string outcome) => Record(Caller.Of(http.User), action, Path(http), outcome);

    public Task Record(Caller caller, string action, string resource, string outcome) => entries.InsertOneAsync(
        new(Guid.NewGuid(), clock.GetUtcNow(), caller.Kind, caller.Id, action, resource, outcome, Activity.Current?.TraceId.ToString()));

    /// <summary>The path alone: a query may hold an identifier of a patient or an order.</summary>
    static string Path(HttpContext http) => $"{http.Request.Method} {http.Request.Path}";
}

public static class AuditSetup
{
    /// <summary>This endpoint shows patient data: each answer is audited before it leaves.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoint, string action) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (context, next) =>
        {
            var answer = await next(context);
            var status = (answer as IStatusCodeHttpResult)?.StatusCode ?? 200;
            await context.HttpContext.RequestServices.GetRequiredService<Audit>()
                .Record(context.HttpContext, action, status < 400 ? "allowed" : $"refused {status}");
            return answer;
        });
}

/// <summary>
/// Audits every refused caller that is known by name, then answers as ASP.NET does. Who is nobody costs no write: those
/// are counted, or anybody could fill the audit with rows that name no one.
/// </summary>
public sealed class AuditDenials(Audit audit, ILogger<AuditDenials> log) : IAuthorizationMiddlewareResultHandler
{
    static readonly Meter Meter = new("ClinicNetwork");
    static readonly Counter<long> Anonymous = Meter.CreateCounter<long>("clinic.access.anonymous", description: "Requests without a valid token that were refused.");
    readonly AuthorizationMiddlewareResultHandler answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult result)
    {
        if (!result.Succeeded && context.User.Identity?.IsAuthenticated == true)
            await audit.Record(context, "access", result.Challenged ? "denied 401" : "denied 403");
        else if (!result.Succeeded)
        {
            Anonymous.Add(1);
            // The route's pattern, never the path: a path may hold an identifier.
            log.LogDebug("A caller without a valid token was refused at {Route}", (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an unknown address");
        }
        await answer.HandleAsync(next, context, policy, result);
    }
}
