using ClinicNetwork.Local.Demo;

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
                Instances = arguments.Instances,
                Progress = terminal,
            }, stop.Token);
            terminal.Addresses(network);
            terminal.Line($"[green]ready[/] after {clock.GetElapsedTime(began).TotalSeconds:0.0} s; Ctrl-C stops everything");
            if (!arguments.NoDemo) await Demonstrate(network, arguments.Referrals, terminal, clock, stop.Token);
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await watch;
            terminal.Line("stopped");
        }
        return 0;
    }

    /// <summary>A demonstration that does not work is told; the network stays up, so that one can see why.</summary>
    static async Task Demonstrate(LocalNetwork network, int referrals, Terminal terminal, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            await new Demonstration(network.Gateway, network.Tokens, terminal, clock).Run(referrals, cancellation);
            terminal.Line("[green]up[/]; Ctrl-C stops everything");
        }
        catch (LaunchException e)
        {
            terminal.Line($"[red]The demonstration stopped:[/] {Spectre.Console.Markup.Escape(e.Message)}");
        }
    }
}
