using System.Collections.Concurrent;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The network's life, thousands of times: whatever the weather, every referral ends or waits for a named reason.</summary>
public sealed class Histories
{
    /// <summary>Enough to see a break at once; CI plays thousands of them by the program, built for speed.</summary>
    const int AtOnce = 60;

    [Fact]
    public void Every_history_ends_well()
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.For(1, AtOnce + 1, seed =>
        {
            foreach (var violation in History.Play(seed)) wrong.Add($"seed {seed}: {violation}");
        });
        Assert.True(wrong.IsEmpty, string.Join(Environment.NewLine, wrong.Take(20)));
    }

    [Fact]
    public void The_same_seed_plays_the_same_history()
    {
        History.Play(7, null, write: true, out var first);
        History.Play(7, null, write: true, out var second);
        Assert.NotEmpty(first.Log);
        Assert.Equal(first.Log, second.Log);
        Assert.Equal(first.Played, second.Played);
    }
}
