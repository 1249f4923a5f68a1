namespace ClinicNetwork.Hosting;

/// <summary>Keeps the relay going: several publishers side by side, and one that clears up behind them.</summary>
public sealed class RelayLoop(OutboxRelay relay, TimeProvider clock) : BackgroundService
{
    const int Publishers = 32;

    protected override Task ExecuteAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Publish(stopping)).Append(Clear(stopping)));

    async Task Publish(CancellationToken stopping)
    {
        while (await relay.Waits(stopping)) await relay.PublishNext(stopping);
    }

    async Task Clear(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(OutboxRelay.Settle / 2, clock);
        while (await tick.WaitForNextTickAsync(stopping)) await relay.ClearSettled(stopping);
    }
}
