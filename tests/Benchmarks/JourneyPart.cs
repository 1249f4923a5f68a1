namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>From the moment a hospital sends until its referral is booked, at an ordinary load of two a second.</summary>
static class JourneyPart
{
    const int Lead = 16;
    const int Count = 64;
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    static readonly TimeProvider Clock = TimeProvider.System;

    public static async Task Run(BenchNetwork network, Table table, CancellationToken ct)
    {
        await using var outcomes = await Outcomes.Listen(network.RabbitMq, ct);
        await Send(network, outcomes, Lead, ct);
        var (cpu, since) = (new Cpu(network), Clock.GetUtcNow());
        var ends = await Send(network, outcomes, Count, ct);
        var booked = Latencies.Of(ends.Where(e => e.Booked).Select(e => e.Took));
        table.Add($"Sent → booked at {1 / Between.TotalSeconds:0} referrals/s ({booked.Sorted.Count} of {Count} booked)", booked.ToString(), aim: "p50 ≤ 500 ms");
        table.Add("… slowest", $"{Table.Number(booked.At(1).TotalMilliseconds)} ms");
        table.Add("… processor time per referral", cpu.Per(Count));
        await Steps.Add(network, table, since, ct);
    }

    static async Task<(bool Booked, TimeSpan Took)[]> Send(BenchNetwork network, Outcomes outcomes, int count, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(Between);
        var ends = new List<Task<(bool, TimeSpan)>>();
        foreach (var referral in network.Referrals.Make(count))
        {
            ends.Add(Follow(referral));
            await tick.WaitForNextTickAsync(ct);
        }
        return await Task.WhenAll(ends);

        async Task<(bool, TimeSpan)> Follow(Prepared referral)
        {
            var began = Clock.GetTimestamp();
            var end = await outcomes.Of(await referral.Send(network.Hospitals, ct), ct);
            return (end.Booked, Clock.GetElapsedTime(began, end.At));
        }
    }
}
