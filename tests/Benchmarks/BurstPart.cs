namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>A morning's referrals all at once: first to a network that has just come up and compiled nothing yet, then again.</summary>
static class BurstPart
{
    const int Count = 87;
    static readonly TimeProvider Clock = TimeProvider.System;

    public static async Task Run(BenchNetwork network, Table table, CancellationToken ct)
    {
        await using var outcomes = await Outcomes.Listen(network.RabbitMq, ct);
        foreach (var what in new[] { "just started", "warm" })
        {
            var (referrals, began, since) = (network.Referrals.Make(Count), Clock.GetTimestamp(), Clock.GetUtcNow());
            var cpu = new Cpu(network);
            var ends = await Task.WhenAll(referrals.Select(async referral =>
            {
                var end = await outcomes.Of(await referral.Send(network.Hospitals, ct), ct);
                return (end.Booked, Took: Clock.GetElapsedTime(began, end.At));
            }));
            var booked = Latencies.Of(ends.Where(e => e.Booked).Select(e => e.Took));
            table.Add($"{Count} at once, {what} ({booked.Sorted.Count} booked)", $"the last after {Table.Number(booked.At(1).TotalSeconds, 1)} s, half within {Table.Number(booked.At(0.5).TotalSeconds, 1)} s");
            table.Add("… processor time per referral", cpu.Per(Count));
            await Steps.Add(network, table, since, ct);
        }
    }
}
