using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>A broker that dies between a publish and its confirm can leave a publish that neither ends nor hears its cancellation.</summary>
public sealed class SilentBroker
{
    [Fact]
    public async Task A_publish_that_never_comes_back_is_given_up_and_its_event_published_again()
    {
        MongoSetup.RegisterConventions();
        var clock = new FakeTimeProvider();
        var silence = new Silence();
        using var mongo = new MongoClient("mongodb://127.0.0.1:1");
        var documents = new MongoDocuments<Tally, TallyFact>(mongo.GetDatabase("none"), Tally.Collection);
        var relay = new OutboxRelay(silence, clock, NullLogger<OutboxRelay>.Instance);
        using var loop = new RelayLoop(relay, clock);
        var entry = OutboxEntry.For(new BookingRequested { ReferralId = "r1", Version = 1, Attempt = 1 }, "r1", 0, null);
        await loop.StartAsync(default);

        relay.Enqueue(documents, "r1", [entry]);
        await Probe.Until(() => silence.Published == 1, "the event is being published");
        await Probe.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(15));
            // What the sweeper does with an event that still lies in its outbox.
            relay.Enqueue(documents, "r1", [entry]);
            return silence.Published > 1;
        }, "the event is published again");

        Assert.Empty(relay.Confirmed(Tally.Collection, "r1"));
        await loop.StopAsync(default);
    }

    /// <summary>A bus of which no call ever comes back.</summary>
    sealed class Silence : IEventBus
    {
        int published;

        public int Published => Volatile.Read(ref published);

        public Task Publish(OutboxEntry entry, CancellationToken ct)
        {
            Interlocked.Increment(ref published);
            return new TaskCompletionSource().Task;
        }
    }
}
