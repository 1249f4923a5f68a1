namespace ClinicNetwork.Operations.Overview;

/// <summary>The panels as they looked at one moment.</summary>
public sealed record Panels(string Html);

/// <summary>Renders the panels of some chains as long as somebody looks: when something has changed, but never more often than every <see cref="PanelRenderer.Pause"/>.</summary>
/// <param name="ended">Called when the last viewer has left; nobody joins after that.</param>
public sealed class PanelFeed : IDisposable
{
    readonly PanelRenderer renderer;
    readonly IReadOnlyList<string> chains;
    readonly Action<PanelFeed> ended;
    readonly Lock gate = new();
    readonly CancellationTokenSource stop = new();
    readonly CancellationToken stopped;
    TaskCompletionSource<Panels> next = New();
    Panels? current;
    Task? pump;
    int viewers;

    public PanelFeed(PanelRenderer renderer, IReadOnlyList<string> chains, Action<PanelFeed> ended) =>
        (this.renderer, this.chains, this.ended, stopped) = (renderer, chains, ended, stop.Token);

    /// <returns>False when it has ended: take another.</returns>
    public bool TryJoin()
    {
        lock (gate)
        {
            if (stopped.IsCancellationRequested) return false;
            viewers++;
            pump ??= Task.Run(Pump);
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--viewers > 0 || stopped.IsCancellationRequested) return;
            stop.Cancel();
        }
        ended(this);
    }

    /// <summary>The panels that follow those a viewer has seen; at once when there are newer ones.</summary>
    public Task<Panels> After(Panels? seen, CancellationToken ct)
    {
        lock (gate) return current is not null && current != seen ? Task.FromResult(current) : next.Task.WaitAsync(ct);
    }

    async Task Pump()
    {
        try
        {
            await foreach (var panels in renderer.Follow(chains, stopped)) Tell(panels);
        }
        catch (Exception e)
        {
            lock (gate)
            {
                if (stopped.IsCancellationRequested) return;
                stop.Cancel();
            }
            // Its viewers hear of it and come again.
            next.TrySetException(e);
            ended(this);
        }
    }

    void Tell(Panels panels)
    {
        TaskCompletionSource<Panels> waiting;
        lock (gate) (waiting, next, current) = (next, New(), panels);
        waiting.SetResult(panels);
    }

    public void Dispose() => stop.Dispose();

    static TaskCompletionSource<Panels> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
