using System.Collections.Concurrent;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>What a load brought: how many a second, and how long each took.</summary>
sealed record Measured(TimeSpan Time, Latencies Latencies)
{
    public int Count => Latencies.Sorted.Count;

    public double PerSecond => Count / Time.TotalSeconds;

    public override string ToString() => $"{Table.Number(PerSecond, PerSecond < 100 ? 1 : 0)}/s, {Latencies}";
}

/// <summary>So many workers, each doing one thing after the other for a while.</summary>
static class Load
{
    static readonly TimeProvider Clock = TimeProvider.System;

    /// <param name="workers">Things under way at any moment.</param>
    /// <param name="lead">Time before measuring begins.</param>
    /// <param name="time">Time measured: what ends within it counts.</param>
    /// <param name="one">The thing.</param>
    public static async Task<Measured> Run(int workers, TimeSpan lead, TimeSpan time, Func<CancellationToken, Task> one, CancellationToken ct)
    {
        var (began, times) = (Clock.GetTimestamp(), new ConcurrentBag<TimeSpan>());
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(Work, ct)));
        return new(time, Latencies.Of(times));

        async Task Work()
        {
            while (Clock.GetElapsedTime(began) < lead + time)
            {
                var started = Clock.GetTimestamp();
                await one(ct);
                if (Clock.GetElapsedTime(began) is var at && at >= lead && at < lead + time) times.Add(Clock.GetElapsedTime(started));
            }
        }
    }
}
