using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>
/// The way of events over the real broker: published as the product publishes, confirmed, and taken from each of its consumers' queues. When they
/// are handled, and how often, is the history's to say.
/// </summary>
sealed class BrokerLine : IAsyncDisposable
{
    readonly ServiceProvider services;
    readonly IConnection connection;
    readonly IChannel channel;

    BrokerLine(ServiceProvider services, IConnection connection, IChannel channel) => (this.services, this.connection, this.channel) = (services, connection, channel);

    public static async Task<BrokerLine> Open(string address)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(TimeProvider.System);
        collection.AddBus(address, new());
        var services = collection.BuildServiceProvider();
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(default);
        var connection = await new ConnectionFactory { Uri = new(address) }.CreateConnectionAsync();
        var opened = new BrokerLine(services, connection, await connection.CreateChannelAsync());
        foreach (var queue in Routes.All.SelectMany(r => r.Consumers).Distinct()) await opened.channel.QueuePurgeAsync(queue);
        return opened;
    }

    /// <summary>Publishes an event, and takes what came of it to each queue.</summary>
    public async Task<IReadOnlyList<Letter>> Carry(OutboxEntry entry)
    {
        await services.GetRequiredService<IEventBus>().Publish(entry, default);
        var letters = new List<Letter>();
        foreach (var queue in Routes.Of(entry.Open().Contract).Consumers) letters.Add(await Take(queue));
        return letters;
    }

    async Task<Letter> Take(string queue)
    {
        // The confirm says that the message is safe, not that its queue shows it already.
        BasicGetResult? got;
        while ((got = await channel.BasicGetAsync(queue, autoAck: true)) is null) await Task.Yield();
        using var envelope = JsonDocument.Parse(got.Body);
        var urn = envelope.RootElement.GetProperty("messageType")[0].GetString();
        var contract = Routes.All.Single(route => MessageUrn.ForTypeString(route.Event) == urn).Event;
        var body = envelope.RootElement.GetProperty("message");
        return new(queue, Guid.Parse(got.BasicProperties.MessageId!), Routes.WireName(contract), body.GetRawText(), (IEvent)body.Deserialize(contract, OutboxEntry.Json)!);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StopAsync(default);
        await services.DisposeAsync();
    }
}
