namespace ClinicNetwork.Tests.Engines;

/// <summary>Asks again until the answer is yes: the only way these tests wait.</summary>
static class Probe
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task Until(Func<Task<bool>> question, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await question())
        {
            Assert.False(patience.IsCancellationRequested, $"never became true: {what}");
            await Task.Delay(Pause);
        }
    }

    public static Task Until(Func<bool> question, string what) => Until(() => Task.FromResult(question()), what);
}
