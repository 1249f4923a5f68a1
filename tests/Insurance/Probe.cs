namespace ClinicNetwork.Tests.Insurance;

/// <summary>Looks again until something is so.</summary>
static class Probe
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task Until(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(Longest);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!holds()) await look.WaitForNextTickAsync(late.Token);
    }
}
