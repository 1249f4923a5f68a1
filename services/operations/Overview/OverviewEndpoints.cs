using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Pages;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Overview;

/// <summary>The network overview: the page, its live panels, and the same as JSON.</summary>
public static class OverviewEndpoints
{
    public static void MapOverview(this WebApplication app)
    {
        app.MapGet("/", async (HttpContext http, OverviewReader reader, CancellationToken ct) =>
            new RazorComponentResult<OverviewPage>(new { Overview = await reader.Read(Caller.Of(http.User).Chains, ct), Person = http.User }))
            .RequireAuthorization(Session.SignedIn);

        app.MapGet("/overview/events", (HttpContext http, LivePanels panels) =>
            TypedResults.ServerSentEvents(panels.Follow(Caller.Of(http.User).Chains, http.RequestAborted)))
            .RequireAuthorization(Session.SignedIn);

        app.MapGet("/api/overview", (HttpContext http, OverviewReader reader, CancellationToken ct) => reader.Read(Caller.Of(http.User).Chains, ct))
            .RequireAuthorization(AccessPolicies.Roles("coordinator", "operator", "auditor", "billing"));
    }
}

/// <summary>The panels of the page as a stream of HTML, again each time that they look different.</summary>
public sealed class LivePanels(
    OverviewReader reader, Changes changes, IServiceScopeFactory scopes, ILoggerFactory logs, IHostApplicationLifetime life, TimeProvider clock)
{
    /// <summary>Ages, the services' health and what other instances have stored change without a word.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<SseItem<string>> Follow(IReadOnlyList<string> chains, [EnumeratorCancellation] CancellationToken ct)
    {
        // The page's stream must not hold up the service's end.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
        var shown = "";
        while (!stop.IsCancellationRequested)
        {
            var changed = changes.Next;
            var html = await Render(chains, stop.Token);
            // A word even when nothing is new: the reader (and every proxy between) sees that the stream lives.
            yield return html == shown ? new("", "still") : new(html, "panels");
            shown = html;
            await changed.WaitAsync(Look, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<string> Render(IReadOnlyList<string> chains, CancellationToken ct)
    {
        var overview = await reader.Read(chains, ct);
        // A renderer keeps what it has rendered: one each time.
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<OverviewPanels>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Overview"] = overview }))).ToHtmlString());
    }
}
