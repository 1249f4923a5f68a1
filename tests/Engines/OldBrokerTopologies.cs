using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Engines.Broker;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Engines;

/// <summary>A broker that an earlier version of the network used, with messages under way.</summary>
[Collection(OnEngines.Name)]
public sealed class OldBrokerTopologies(EngineFixture engines) : IAsyncLifetime
{
    static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = -1 };
    BrokerFixture broker = null!;

    public async Task InitializeAsync() => broker = await BrokerFixture.Start(engines.Lease.RabbitMqConnectionString);

    public async Task DisposeAsync() => await broker.DisposeAsync();

    [Fact]
    public async Task Bindings_that_publishers_made_go_and_the_messages_stay()
    {
        await broker.As(null, async channel =>
        {
            await channel.QueueDeclareAsync("insurance", true, false, false, Quorum);
            await channel.ExchangeDeclareAsync(Routes.WireName(typeof(UnitsRequested)), ExchangeType.Fanout, durable: true);
            await channel.ExchangeDeclareAsync("clinicnetwork.contracts.ievent", ExchangeType.Fanout, durable: true);
            await channel.ExchangeBindAsync("clinicnetwork.contracts.ievent", Routes.WireName(typeof(UnitsRequested)), "");
            await channel.QueueBindAsync("insurance", Routes.WireName(typeof(UnitsRequested)), "");
        });
        await broker.Say<UnitsRequested>(Routes.WireName(typeof(UnitsRequested)));
        await broker.Deploy(Topology.OfContracts);

        Assert.Equal(Topology.OfContracts.Bindings.ToHashSet(), (await broker.Management.Bindings(default)).ToHashSet());
        Assert.Equal(["1"], await broker.In("insurance"));
    }

    [Fact]
    public async Task An_event_that_goes_to_another_queue_now_takes_its_waiting_messages_along_and_leaves_the_others()
    {
        await broker.Deploy(new(
        [
            new(typeof(CoverageRequested), "referral", ["insurance"]), new(typeof(UnitsRequested), "referral", ["insurance"]),
        ]));
        await broker.Say<UnitsRequested>("insurance", id: "units-1");
        await broker.Say<CoverageRequested>("insurance", id: "coverage-1");
        await broker.Say<UnitsRequested>("insurance", id: "units-2");
        await broker.Deploy(new(
        [
            new(typeof(CoverageRequested), "referral", ["insurance.coverage"]), new(typeof(UnitsRequested), "referral", ["insurance"]),
        ]));

        Assert.Equal(["coverage-1"], await broker.In("insurance.coverage"));
        Assert.Equal(["units-1", "units-2"], await broker.In("insurance"));
        Assert.Contains("1 messages of insurance were moved to where they belong now", broker.Said);
    }

    [Fact]
    public async Task Failed_messages_that_an_earlier_version_put_beside_a_queue_are_tried_again_and_the_place_goes()
    {
        await broker.As(null, async channel =>
        {
            await channel.QueueDeclareAsync("insurance_error", true, false, false, Quorum);
            await channel.ExchangeDeclareAsync("insurance_error", ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync("insurance_error", "insurance_error", "");
        });
        await broker.Say<CoverageRequested>("insurance_error", id: "failed");
        await broker.Deploy(Topology.OfContracts);

        Assert.Equal(["failed"], await broker.In("insurance.coverage"));
        Assert.Equal(Topology.OfContracts.Queues.ToHashSet(), (await broker.Management.Queues(default)).ToHashSet());
    }

    [Fact]
    public async Task A_queue_that_no_route_names_is_emptied_and_deleted_with_its_exchanges()
    {
        await broker.Deploy(new([new(typeof(SeriesBooked), "scheduling", ["referral", "ledger"]), new(typeof(AuthorizationSubmitted), "insurance", ["insurance.simulator"])]));
        await broker.Say<SeriesBooked>("ledger", id: "booked");
        await broker.Say<AuthorizationSubmitted>("insurance.simulator", id: "submitted");
        await broker.Deploy(Topology.OfContracts);

        Assert.Equal(Topology.OfContracts.Queues.ToHashSet(), (await broker.Management.Queues(default)).ToHashSet());
        Assert.Equal(Topology.OfContracts.Exchanges.ToHashSet(), (await broker.Management.Exchanges(default)).ToHashSet());
        Assert.Equal(["booked"], await broker.In("referral"));
        Assert.Equal(["submitted"], await broker.In("payer-simulator"));
    }

    [Fact]
    public async Task What_nobody_understands_is_kept_and_told()
    {
        await broker.Deploy(new([new(typeof(SeriesBooked), "scheduling", ["referral", "ledger"])]));
        await broker.As(null, async channel => await channel.BasicPublishAsync("", "ledger", true, new BasicProperties { MessageId = "odd" }, "no event"u8.ToArray()));
        await broker.Deploy(Topology.OfContracts);

        Assert.Equal(["odd"], await broker.In("ledger"));
        Assert.Contains(broker.Said, line => line.StartsWith("the old queue ledger keeps 1 messages", StringComparison.Ordinal));
    }
}
