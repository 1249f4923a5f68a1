namespace ClinicNetwork.Local;

/// <summary>Starts the network, shows it, and keeps it up until a signal ends it.</summary>
static class UpCommand
{
    public static async Task<int> Run(Arguments arguments)
    {
        using var stop = new CancellationTokenSource();
        using var signals = StopSignals.Cancel(stop);
        var terminal = Terminal.Standard();
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var watch = ParentWatch.StopWithParent(stop, clock);
        try
        {
            await using var network = await LocalNetwork.StartAsync(new()
            {
                State = arguments.State ?? Repository.UsualState,
                GatewayPort = arguments.Port ?? 8080,
                Progress = terminal,
            }, stop.Token);
            terminal.Addresses(network);
            terminal.Line($"[green]ready[/] after {clock.GetElapsedTime(began).TotalSeconds:0.0} s; Ctrl-C stops everything");
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await watch;
            terminal.Line("stopped");
        }
        return 0;
    }
}
