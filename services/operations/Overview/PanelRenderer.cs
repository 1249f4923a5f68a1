using System.Runtime.CompilerServices;
using ClinicNetwork.Operations.Pages;
using ClinicNetwork.Operations.Referrals;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ClinicNetwork.Operations.Overview;

/// <summary>Reads and renders the panels of some chains, again and again.</summary>
public sealed class PanelRenderer(OverviewReader reader, Changes changes, IServiceScopeFactory scopes, ILoggerFactory logs, TimeProvider clock)
{
    /// <summary>The least time between two renders of the same chains.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    /// <summary>Ages, the services' health and what other instances have stored change without a word.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>The panels as they look, and as they look once something may have changed.</summary>
    public async IAsyncEnumerable<Panels> Follow(IReadOnlyList<string> chains, [EnumeratorCancellation] CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var changed = changes.Next;
            yield return await Render(chains, ct);
            await Task.Delay(Pause, clock, ct);
            await changed.WaitAsync(Look, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<Panels> Render(IReadOnlyList<string> chains, CancellationToken ct)
    {
        var overview = await reader.Read(chains, ct);
        // A renderer keeps what it has rendered: one each time.
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return new(await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<OverviewPanels>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Overview"] = overview }))).ToHtmlString()));
    }
}
