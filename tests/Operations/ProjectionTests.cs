using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Referrals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Operations;

public sealed class ProjectionTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    static readonly string[] States = ["2.0", "3.0", "5.1.1", "5.1.4", "7.0"];

    /// <summary>Batches of events of three referrals, versions 1–6, in any order and any number of times.</summary>
    static readonly Arbitrary<(int Referral, int Version)[][]> AnyDelivery =
        Gen.Choose(0, 2).SelectMany(referral => Gen.Choose(1, 6).Select(version => (referral, version))).ArrayOf().ArrayOf().ToArbitrary();

    [Fact]
    public async Task Whatever_the_order_and_number_of_events_the_newest_stands()
    {
        var rows = new ReferralRows(operations.EmptyDatabase());
        var run = 0;
        Prop.ForAll(AnyDelivery, batches => Stands(rows, run++, batches).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        Assert.True(await rows.Collection.CountDocumentsAsync(FilterDefinition<ReferralRow>.Empty) > 0);
    }

    static async Task<bool> Stands(ReferralRows rows, int run, (int Referral, int Version)[][] batches)
    {
        foreach (var batch in batches)
            // As the coalescer hands them over: at most one of each referral at a time.
            foreach (var round in batch.Select((e, i) => (e, i)).GroupBy(x => batch.Take(x.i).Count(b => b.Referral == x.e.Referral)))
                await rows.Save([.. round.Select(x => ReferralRow.Of(Some.Event($"{run}-{x.e.Referral}", x.e.Version, States[x.e.Version % States.Length])))], default);
        foreach (var group in batches.SelectMany(b => b).GroupBy(e => e.Referral))
        {
            var newest = group.Max(e => e.Version);
            var row = await rows.Collection.Find(r => r.Id == $"{run}-{group.Key}").SingleAsync();
            if ((row.Version, row.BusinessStatus) != (newest, States[newest % States.Length])) return false;
        }
        return true;
    }

    [Fact]
    public async Task Two_instances_that_store_at_once_leave_the_newest()
    {
        var rows = new ReferralRows(operations.EmptyDatabase());
        for (var round = 0; round < 20; round++)
        {
            var id = Some.Id();
            await Task.WhenAll(Enumerable.Range(1, 6).Select(version => rows.Save([ReferralRow.Of(Some.Event(id, version))], default)));
            Assert.Equal(6, (await rows.Collection.Find(r => r.Id == id).SingleAsync()).Version);
        }
    }

    [Fact]
    public async Task A_referral_costs_at_most_two_writes_from_sent_to_booked()
    {
        var writes = 0;
        var database = operations.EmptyDatabase(settings => settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(command =>
        {
            if (command.CommandName == "update") Interlocked.Add(ref writes, command.Command["updates"].AsBsonArray.Count);
        }));
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var rows = new ReferralRows(database);
        using var coalescer = new Coalescer(rows, new Changes(), clock);
        await coalescer.StartAsync(default);
        var id = Some.Id();

        await clock.PassUntil(coalescer.Add(Some.Event(id, 1), default));
        var steps = Enumerable.Range(2, 4).Select(version => coalescer.Add(Some.Event(id, version), default)).ToList();
        clock.Advance(Coalescer.Soon * 3);
        await clock.PassUntil(coalescer.Add(Some.Booked(id, 6, "bay-state-boston"), default));
        await Task.WhenAll(steps);

        Assert.Equal(2, writes);
        Assert.Equal(("5.1.1", 6L), await rows.Collection.Find(r => r.Id == id).Project(r => ValueTuple.Create(r.BusinessStatus, r.Version)).SingleAsync());
        await coalescer.StopAsync(default);
    }

    [Fact]
    public async Task An_event_that_cannot_be_stored_fails_so_that_the_bus_brings_it_again()
    {
        var away = new MongoClient("mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200").GetDatabase("away");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var coalescer = new Coalescer(new ReferralRows(away), new Changes(), clock);
        await coalescer.StartAsync(default);
        await Assert.ThrowsAsync<TimeoutException>(() => clock.PassUntil(coalescer.Add(Some.Event(Some.Id(), 1), default)));
    }

    [Fact]
    public async Task Events_on_the_bus_reach_the_projection()
    {
        var app = await operations.StartWithBus();
        // It hears the bus when its queue stands and takes the event.
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
        await Probe.Until(() => client.GetAsync(new Uri("/health/bus", UriKind.Relative)), ready => ready.IsSuccessStatusCode);
        var rows = app.Services.GetRequiredService<ReferralRows>();
        var ids = Enumerable.Range(0, 50).Select(_ => Some.Id()).ToList();
        var bus = app.Services.GetRequiredService<IBus>();
        await Task.WhenAll(ids.SelectMany(id => new ReferralStatusChanged[] { Some.Booked(id, 3, "bay-state-boston"), Some.Event(id, 1), Some.Event(id, 2) }).Select(e => bus.Publish(e)));

        await Probe.Until(
            () => rows.Collection.CountDocumentsAsync(Builders<ReferralRow>.Filter.In(r => r.Id, ids) & Builders<ReferralRow>.Filter.Eq(r => r.Version, 3)),
            count => count == ids.Count);
    }
}
