using System.Collections.Concurrent;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>How many referrals a second go all the way to booked, with as many under way at any moment as keeps both cores busy.</summary>
static class SustainedPart
{
    const int UnderWay = 40;
    static readonly TimeSpan Lead = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Time = TimeSpan.FromSeconds(40);
    /// <summary>For those still under way at the end; who needs longer has not ended.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task Run(BenchNetwork network, Table table, CancellationToken ct)
    {
        await using var outcomes = await Outcomes.Listen(network.RabbitMq, ct);
        var referrals = new ConcurrentQueue<Prepared>(network.Referrals.Make(3000));
        var others = new ConcurrentBag<string>();
        var (cpu, sent, since) = (Cpu.Watch(network, Lead, Time, ct), 0, TimeProvider.System.GetUtcNow());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Lead + Time + Patience);
        var measured = await Load.Run(UnderWay, Lead, Time, async token =>
        {
            if (!referrals.TryDequeue(out var referral)) throw new InvalidOperationException("more was booked than made up: make more");
            Interlocked.Increment(ref sent);
            var id = await referral.Send(network.Hospitals, token);
            try
            {
                if (await outcomes.Of(id, patience.Token) is { Booked: false } end) others.Add(end.Status);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                others.Add("has not ended");
            }
        }, ct);
        table.Add($"Sustained through booked, {UnderWay} under way ({sent} sent, {others.Count} not booked)", measured.ToString(), aim: "≥ 15/s");
        foreach (var other in others.CountBy(o => o)) table.Add("… not booked", $"{other.Value} × {other.Key}");
        table.Add("… processor time per referral", (await cpu).Per(measured.Count));
        await Steps.Add(network, table, since, ct);
    }
}
