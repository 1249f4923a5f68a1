namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>Document writes of one 8-visit referral from sent to booked, by the engine's own counters.</summary>
static class WritesPart
{
    const int Count = 16;
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    public static async Task Run(BenchNetwork network, Table table, CancellationToken ct)
    {
        var counters = new EngineCounters(network);
        await using var outcomes = await Outcomes.Listen(network.RabbitMq, ct);
        if (await counters.Read(ct) is not { } before)
        {
            table.Add("Document writes per booked 8-visit referral", "not counted: the engines were given", aim: "≤ 30");
            return;
        }
        using var tick = new PeriodicTimer(Between);
        var ends = new List<Task<Outcomes.End>>();
        foreach (var referral in network.Referrals.Make(Count, "8 visits, Harborview"))
        {
            ends.Add(outcomes.Of(await referral.Send(network.Hospitals, ct), ct));
            await tick.WaitForNextTickAsync(ct);
        }
        var booked = (await Task.WhenAll(ends)).Count(e => e.Booked);
        var after = (await counters.Read(ct))!;
        // The sweepers' leases are renewed by the clock, whatever the referrals do.
        var each = after.Select(c => (c.Key, Writes: (c.Value - before.GetValueOrDefault(c.Key)) / (double)Count))
            .Where(c => c.Writes > 0 && !c.Key.EndsWith("/leases", StringComparison.Ordinal)).OrderByDescending(c => c.Writes).ToList();
        table.Add($"Document writes per booked 8-visit referral ({booked} of {Count} booked)", Table.Number(each.Sum(c => c.Writes), 1), aim: "≤ 30");
        table.Add("… by collection", string.Join(", ", each.Select(c => $"{c.Key} {Table.Number(c.Writes, 1)}")));
    }
}
