using ClinicNetwork.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>How the bus is set up, where no broker is needed to see it.</summary>
public sealed class BusSettings
{
    readonly ServiceProvider services;

    public BusSettings()
    {
        var collection = new ServiceCollection().AddLogging();
        collection.AddBus("amqp://guest:guest@127.0.0.1:1", new(), "referral");
        services = collection.BuildServiceProvider();
    }

    /// <summary>MassTransit reports addresses and queue names to its makers unless told not to.</summary>
    [Fact]
    public void Nothing_about_an_installation_is_told_to_the_makers_of_the_bus() =>
        Assert.False(services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);

    [Fact]
    public void Events_leave_by_another_connection_than_the_one_they_come_in_by() =>
        Assert.NotSame(services.GetRequiredService<IBus>().Topology, services.GetRequiredService<IOutgoingBus>().Topology);
}
