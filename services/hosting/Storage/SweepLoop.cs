namespace ClinicNetwork.Hosting;

/// <summary>Sweeps every second, on every instance; each look has its own rhythm, so that a slow one holds up no other.</summary>
public sealed class SweepLoop(Sweeper sweeper, TimeProvider clock, ILogger<SweepLoop> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>True once every collection has its indexes.</summary>
    public bool Indexed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await UntilIndexed(stopping);
        await Task.WhenAll(sweeper.Looks.Select(look => Repeat(look, stopping)));
    }

    async Task UntilIndexed(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        while (!Indexed)
            try
            {
                await sweeper.CreateIndexes(stopping);
                Indexed = true;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("Indexes could not be created yet: {Reason}", e.Message);
                await tick.WaitForNextTickAsync(stopping);
            }
    }

    async Task Repeat(Func<CancellationToken, Task> look, CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        do await look(stopping); while (await tick.WaitForNextTickAsync(stopping));
    }
}
