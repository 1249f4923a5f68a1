using System.Collections.Concurrent;
using MongoDB.Bson;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>
/// Referrals a second through the gateway with a partner's token until they are stored and answered 201, with nobody
/// consuming, beside the floor measured right before and after.
/// </summary>
static class IntakePart
{
    static readonly string[] Consumers = ["scheduling", "insurance", "operations"];
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);
    static readonly TimeSpan OfFloor = TimeSpan.FromSeconds(4);
    static readonly TimeSpan OfIntake = TimeSpan.FromSeconds(8);

    public static async Task Run(BenchNetwork network, Table table, CancellationToken ct)
    {
        await RawBus.Run(network, table, ct);
        await using var floor = await Floor.Start(network, ct);
        var json = network.Referrals.Make(1)[0].Json;
        network.Freeze(Consumers);
        try
        {
            await Measure(16, WarmUp, ct);
            await Clear();
            foreach (var connections in new[] { 1, 16, 64 })
            {
                var least = Cpu.Watch(network, Lead, OfFloor, ct);
                var before = await MeasureFloor(connections);
                var cpu = Cpu.Watch(network, Lead, OfIntake, ct);
                var intake = await Measure(connections, OfIntake, ct);
                await Clear();
                var (each, after) = ((await cpu).Per(intake.Count), await MeasureFloor(connections));
                var bare = (before.PerSecond + after.PerSecond) / 2;
                table.Add($"Floor: bare endpoint and insert, {connections} connections", $"{Table.Number(bare)}/s, {before.Latencies}");
                table.Add("… processor time per insert", (await least).Per(before.Count));
                table.Add($"Intake, {connections} connections", intake.ToString(), Table.Number(intake.PerSecond / bare, 2), "≥ 0.5 of the floor");
                table.Add("… processor time per referral", each);
            }
        }
        finally
        {
            network.Thaw(Consumers);
        }

        // Referrals that nobody answers are asked again after 20 seconds: what one measurement left behind must not be the next one's load.
        async Task Clear()
        {
            await network.Database("referral").GetCollection<BsonDocument>("referrals").DeleteManyAsync(new BsonDocument(), ct);
            await using var connection = await new ConnectionFactory { Uri = new(network.RabbitMq) }.CreateConnectionAsync(ct);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            for (uint before = 0, now = 1; now != before;)
            {
                (before, now) = (now, await channel.MessageCountAsync("insurance", ct));
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }

        async Task<Measured> MeasureFloor(int connections)
        {
            using var http = network.Client(floor.Address, null, connections);
            return await Load.Run(connections, Lead, OfFloor, token => Floor.Send(http, json, token), ct);
        }

        async Task<Measured> Measure(int connections, TimeSpan time, CancellationToken token)
        {
            // As many connections in all, shared by the hospitals as the referrals come.
            var hospitals = await network.HospitalsWith(connections, token);
            var referrals = new ConcurrentQueue<Prepared>(network.Referrals.Make((int)(time + Lead).TotalSeconds * 2000));
            return await Load.Run(connections, Lead, time, async inner =>
            {
                if (!referrals.TryDequeue(out var referral)) throw new InvalidOperationException("more was taken in than made up: make more");
                await referral.Send(hospitals, inner);
            }, token);
        }
    }
}
