namespace ClinicNetwork.Tests.Hosting;

/// <summary>Asks again until the answer is yes: the only way these tests wait.</summary>
static class Probe
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task Until(Func<Task<bool>> question, Func<string> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await question())
        {
            Assert.False(patience.IsCancellationRequested, $"never became true: {wanted()}");
            await Task.Delay(Pause);
        }
    }

    public static Task Until(Func<bool> question, string wanted) => Until(() => Task.FromResult(question()), () => wanted);
}
