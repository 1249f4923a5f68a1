using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Engines.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ClinicNetwork.Tests.Engines;

/// <summary>What is deployed on the broker, and what each service's account may do there.</summary>
[Collection(OnEngines.Name)]
public sealed class BrokerTopology(EngineFixture engines) : IAsyncLifetime
{
    BrokerFixture broker = null!;

    public async Task InitializeAsync() => broker = await BrokerFixture.Start(engines.Lease.RabbitMqConnectionString);

    public async Task DisposeAsync() => await broker.DisposeAsync();

    [Fact]
    public async Task What_stands_is_what_the_contracts_say_also_when_it_is_deployed_again()
    {
        await broker.Deploy(Topology.OfContracts);
        await broker.Deploy(Topology.OfContracts);

        Assert.Equal(Topology.OfContracts.Bindings.ToHashSet(), (await broker.Management.Bindings(default)).ToHashSet());
        Assert.Equal(Topology.OfContracts.Queues.ToHashSet(), (await broker.Management.Queues(default)).ToHashSet());
        Assert.Equal(Topology.OfContracts.Exchanges.ToHashSet(), (await broker.Management.Exchanges(default)).ToHashSet());
        Assert.Empty(broker.Said);
    }

    [Fact]
    public async Task Every_event_reaches_every_queue_that_its_route_names()
    {
        await broker.Deploy(Topology.OfContracts);
        foreach (var route in Routes.All)
        {
            await broker.As(route.Publisher, async channel => await channel.BasicPublishAsync(route.Exchange, "", mandatory: true, new BasicProperties { MessageId = route.Exchange }, default));
            foreach (var queue in route.Consumers) Assert.Equal([route.Exchange], await broker.In(queue));
        }
    }

    [Fact]
    public async Task A_service_can_not_publish_another_services_event()
    {
        await broker.Deploy(Topology.OfContracts);
        await Refused("scheduling", async channel => await channel.BasicPublishAsync(Routes.WireName(typeof(UnitsReserved)), "", true, new BasicProperties(), default));
        await Refused("scheduling", async channel => await channel.BasicPublishAsync("referral", "", true, new BasicProperties(), default));
        // In insurance's namespace, but told by the payer.
        await Refused("insurance", async channel => await channel.BasicPublishAsync(Routes.WireName(typeof(AuthorizationAnswered)), "", true, new BasicProperties(), default));
    }

    [Fact]
    public async Task A_service_can_not_read_another_services_queue_nor_have_its_events_copied_to_its_own()
    {
        await broker.Deploy(Topology.OfContracts);
        await Refused("operations", channel => channel.BasicGetAsync("referral", autoAck: true));
        await Refused("operations", channel => channel.BasicGetAsync("insurance.coverage", autoAck: true));
        await Refused("operations", channel => channel.ExchangeBindAsync("operations", Routes.WireName(typeof(CoverageRequested)), ""));
        await Refused("operations", channel => channel.QueueDeleteAsync("referral", false, false));
    }

    [Fact]
    public async Task A_service_reads_its_own_queues_and_sees_that_the_topology_stands()
    {
        await broker.Deploy(Topology.OfContracts);
        await broker.Say<CoverageRequested>("", "insurance");
        await broker.As("insurance", async channel =>
        {
            Assert.NotNull(await channel.BasicGetAsync("insurance", autoAck: true));
            await channel.ExchangeDeclarePassiveAsync(Routes.Mark(Routes.All));
        });
    }

    [Fact]
    public void A_queue_named_with_a_dot_belongs_to_the_service_before_it()
    {
        var topology = new Topology([new EventRoute(typeof(CoverageRequested), "referral", ["insurance.coverage"])]);
        var account = BrokerAccount.Of("insurance", topology);
        Assert.Equal(["referral", "insurance"], topology.Services);
        Assert.Matches(account.Read, "insurance.coverage");
        Assert.DoesNotMatch(account.Read, "insurance_coverage");
    }

    /// <summary>Refused with 403, which closes the channel.</summary>
    async Task Refused(string service, Func<IChannel, Task> act) => await broker.As(service, async channel =>
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => act(channel));
        Assert.True(refusal is OperationInterruptedException or PublishException, refusal.ToString());
        await Probe.Until(() => channel.CloseReason?.ReplyCode == 403, "the broker refuses access");
    });
}
