using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Tests.Shared;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What the way of events does: held against the model and against the real broker.</summary>
public abstract class BusContract
{
    /// <summary>Publishes, and says which events lie on which queue then.</summary>
    private protected abstract Task<IReadOnlyList<(string Queue, Guid Id)>> Arrived(params OutboxEntry[] entries);

    static OutboxEntry Entry(IEvent @event) => OutboxEntry.For(@event, @event.ReferralId, 0, null);

    [Fact]
    public async Task An_event_lies_on_the_queue_of_each_of_its_consumers_under_its_stored_id_and_on_no_other()
    {
        var released = Entry(new SeriesReleased { ReferralId = "r1", Version = 1, Attempt = 1, Reason = "expired", Chain = "bay-state-therapy" });
        Assert.Equal([("referral", released.Id), ("scheduling", released.Id)], await Arrived(released));
    }

    [Fact]
    public async Task Who_publishes_an_event_again_brings_it_again_under_the_same_id()
    {
        var booked = Entry(new SeriesCompleted { ReferralId = "r1", Version = 1, Attempt = 1, Visits = [] });
        Assert.Equal([("referral", booked.Id), ("referral", booked.Id)], await Arrived(booked, booked));
    }
}

public sealed class BusOnTheModel : BusContract
{
    private protected override async Task<IReadOnlyList<(string Queue, Guid Id)>> Arrived(params OutboxEntry[] entries)
    {
        var (world, arrived) = (new CalmWorld(), new List<(string, Guid)>());
        var broker = world.Broker(letter => arrived.Add((letter.Queue, letter.Id)));
        foreach (var entry in entries)
            await world.Play(async () =>
            {
                await new ModelBus(broker, world.Line).Publish(entry, default);
                return true;
            });
        return [.. arrived.Order()];
    }
}

[Collection(OnEngines.Name)]
public sealed class BusOnTheEngine(Engines engines) : BusContract
{
    private protected override async Task<IReadOnlyList<(string Queue, Guid Id)>> Arrived(params OutboxEntry[] entries)
    {
        await using var connection = await new ConnectionFactory { Uri = new(engines.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var queues = Routes.All.SelectMany(r => r.Consumers).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var queue in queues) await channel.QueuePurgeAsync(queue);
        await Publish(entries);
        var arrived = new List<(string, Guid)>();
        foreach (var queue in queues)
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } got) arrived.Add((queue, Guid.Parse(got.BasicProperties.MessageId!)));
        return arrived;
    }

    async Task Publish(IEnumerable<OutboxEntry> entries)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddBus(engines.RabbitMq, new());
        await using var services = collection.BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted) await service.StartAsync(default);
        foreach (var entry in entries) await services.GetRequiredService<IEventBus>().Publish(entry, default);
        foreach (var service in hosted) await service.StopAsync(default);
    }
}
