namespace ClinicNetwork.Operations.Figures;

/// <summary>Keeps the books every few seconds: several changes of one row are then one.</summary>
public sealed class BookLoop(Books books, TimeProvider clock, ILogger<BookLoop> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        do
            try
            {
                while (await books.Keep(stopping))
                {
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("Figures could not be kept and are kept later: {Reason}", e.Message);
            }
        while (await tick.WaitForNextTickAsync(stopping));
    }
}
