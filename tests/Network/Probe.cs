namespace Tests.Network;

/// <summary>Asks again until the answer is yes: the only way these tests wait.</summary>
static class Probe
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The first answer that is not null; fails with what was wanted, and what was seen last, when none comes in the given minutes.</summary>
    public static async Task<T> Until<T>(Func<Task<T?>> question, Func<string> wanted, double minutes = 2) where T : class
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        while (true)
        {
            if (await question() is { } answer) return answer;
            Assert.False(patience.IsCancellationRequested, $"never became true: {wanted()}");
            await Task.Delay(Pause);
        }
    }

    public static Task Until(Func<Task<bool>> question, Func<string> wanted, double minutes = 2) =>
        Until(async () => await question() ? "yes" : null, wanted, minutes);
}
