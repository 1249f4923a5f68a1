using ClinicNetwork.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>What a service says of itself when the ways of its events were not deployed.</summary>
public sealed class Topologies(Engines engines) : OnAnEngine(engines)
{
    [Fact]
    public async Task On_a_broker_without_this_versions_queues_a_service_does_not_say_that_it_hears_the_bus()
    {
        var instance = await Start();
        Assert.Equal(HealthStatus.Healthy, (await Look(instance)).Status);

        await using (var connection = await new ConnectionFactory { Uri = new(Engines.RabbitMq) }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync())
            await channel.ExchangeDeleteAsync(Routes.Mark(Routes.All));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var missing = await Look(instance);
        Assert.Equal(HealthStatus.Unhealthy, missing.Status);
        Assert.Contains("do not stand on the broker: deploy them", missing.Description, StringComparison.Ordinal);

        await Engines.DeployTopology();
        Assert.Equal(HealthStatus.Healthy, (await Look(instance)).Status);
    }

    static async Task<HealthReportEntry> Look(Instance instance) =>
        (await instance.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "topology")).Entries["topology"];
}
