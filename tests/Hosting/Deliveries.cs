using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>What a save wants told is told, wherever the crash comes: at least once, never lost.</summary>
public sealed class Deliveries(Engines engines) : OnAnEngine(engines)
{
    [Fact]
    public async Task An_event_waits_in_its_queue_for_a_service_that_was_never_started()
    {
        var instance = await Start();
        await instance.Count(Id);
        await UntilTold(instance, Id);
        Assert.Single(await Mailbox.For(Id));
    }

    [Fact]
    public async Task After_a_crash_between_save_and_publish_the_event_goes_out_once_under_its_stored_id()
    {
        await New().Count(Id);
        var stored = Assert.Single((await New().Read(Id)).Outbox);

        var successor = await Start();
        LetTheSweeperCome();
        await UntilTold(successor, Id);

        Assert.Equal(new Letter(stored.Id, Id, 1), Assert.Single(await Mailbox.For(Id)));
    }

    [Fact]
    public async Task A_second_save_over_an_untold_event_keeps_both_and_both_go_out()
    {
        await New().Count(Id);
        var since = (await New().Read(Id)).OutboxSince;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await New().Count(Id);
        var crashed = await New().Read(Id);
        Assert.Equal((2, since), (crashed.Outbox.Count, crashed.OutboxSince));

        var successor = await Start();
        LetTheSweeperCome();
        await UntilTold(successor, Id);

        Assert.Equal(crashed.Outbox.Select(e => e.Id).Order(), (await Mailbox.For(Id)).Select(l => l.MessageId).Order());
    }

    [Fact]
    public async Task A_save_while_the_first_event_is_told_loses_neither()
    {
        var instance = await Start();
        for (var i = 0; i < 20; i++) await instance.Count(Id);
        await UntilTold(instance, Id);
        Assert.Equal(Enumerable.Range(1, 20), (await Mailbox.For(Id)).Select(l => l.Count).Order());
    }

    [Fact]
    public async Task An_event_that_no_queue_takes_stays_and_goes_out_once_a_queue_is_bound()
    {
        var instance = await Start();
        var other = $"{Id}-other";
        await instance.Count(other);
        await UntilTold(instance, other);
        await Mailbox.Unbind();

        await instance.Count(Id);
        await Probe.Until(() => instance.Refused > 0, "the broker has handed the event back");
        Assert.Single((await instance.Read(Id)).Outbox);

        await Mailbox.Bind();
        LetTheSweeperCome();
        await UntilTold(instance, Id);
        Assert.Equal([1], (await Mailbox.For(Id)).Select(l => l.Count).Distinct());
    }

    [Fact]
    public async Task However_often_the_sweeper_comes_while_the_relay_is_held_up_an_event_goes_out_once()
    {
        await New().Count(Id);
        var successor = New();
        for (var sweep = 0; sweep < 10; sweep++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await successor.Sweep();
        }

        await successor.Start();
        await UntilTold(successor, Id);
        Assert.Single(await Mailbox.For(Id));
    }

    [Fact]
    public async Task A_broker_killed_with_events_in_flight_brings_every_one_of_them()
    {
        var instance = await Start();
        var ids = Enumerable.Range(0, 400).Select(i => $"{Id}-{i}").ToList();
        var saved = 0;
        var saving = Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (id, _) =>
        {
            await instance.Count(id);
            Interlocked.Increment(ref saved);
        });
        await Probe.Until(() => Volatile.Read(ref saved) > 200, "saves are under way");
        await Engines.Kill("rabbitmq");
        await saving;

        var untold = Builders<Document<Tally, TallyFact>>.Filter.Exists(d => d.OutboxSince);
        await Probe.Until(async () => await instance.Collection.CountDocumentsAsync(untold) == 0, () => $"every outbox is empty (last complaint: {instance.Complaint})");
        var arrived = (await Mailbox.Empty()).Select(l => l.Document).Where(d => d.StartsWith(Id, StringComparison.Ordinal)).ToList();
        Assert.Equal(ids.Order(), arrived.Distinct().Order());
    }
}
