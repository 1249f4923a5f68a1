using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Pages;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Overview;

/// <summary>The network overview: the page, its live panels, and the same as JSON.</summary>
public static class OverviewEndpoints
{
    public static void MapOverview(this WebApplication app)
    {
        app.MapGet("/overview/now", async (HttpContext http, OverviewReader reader, CancellationToken ct) =>
            new RazorComponentResult<OverviewPage>(new { Overview = await reader.Read(Caller.Of(http.User).Chains, ct), Person = http.User }))
            .RequireAuthorization(Session.For("coordinator", "therapist", "billing", "operator", "auditor"));

        app.MapGet("/overview/events", (HttpContext http, LivePanels panels) =>
            TypedResults.ServerSentEvents(panels.Follow(Caller.Of(http.User).Chains, http.RequestAborted)))
            .RequireAuthorization(Session.For("coordinator", "therapist", "billing", "operator", "auditor"));

        app.MapGet("/api/overview", (HttpContext http, OverviewReader reader, CancellationToken ct) => reader.Read(Caller.Of(http.User).Chains, ct))
            .RequireAuthorization(AccessPolicies.Roles("coordinator", "operator", "auditor", "billing")).Says("How the network stands.");
    }
}
