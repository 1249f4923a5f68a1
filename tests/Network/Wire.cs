using ClinicNetwork.Contracts;
using MassTransit;
using RabbitMQ.Client;

namespace Tests.Network;

/// <summary>The wire between the services: a test says something there itself, or holds an event back until it is due.</summary>
sealed class Wire : IAsyncDisposable
{
    readonly string rabbitMq;
    readonly IBusControl bus;

    Wire(string rabbitMq)
    {
        this.rabbitMq = rabbitMq;
        bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(rabbitMq));
            rabbit.MessageTopology.SetEntityNameFormatter(new Names());
        });
    }

    public static async Task<Wire> Connect(string rabbitMq)
    {
        var wire = new Wire(rabbitMq);
        await wire.bus.StartAsync();
        return wire;
    }

    /// <summary>Puts a message into a service's queue; answers its id.</summary>
    public async Task<Guid> Say<T>(string queue, T message) where T : class, IEvent
    {
        var id = Guid.NewGuid();
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{queue}"));
        await endpoint.Send(message, context => context.MessageId = id);
        return id;
    }

    /// <summary>From now on an event does not reach a queue: its publisher is told so and keeps it, until <see cref="LetGo{T}"/>.</summary>
    public Task HoldBack<T>(string queue) where T : IEvent => On(async channel =>
    {
        await channel.QueueUnbindAsync(queue, Routes.WireName(typeof(T)), "");
        await channel.ExchangeUnbindAsync(queue, Routes.WireName(typeof(T)), "");
    });

    public Task LetGo<T>(string queue) where T : IEvent => On(channel => channel.ExchangeBindAsync(queue, Routes.WireName(typeof(T)), ""));

    /// <summary>How many messages lie in error queues: handled in vain until all retries were used up.</summary>
    public async Task<IReadOnlyList<string>> Errors()
    {
        var errors = new List<string>();
        foreach (var queue in Routes.All.SelectMany(r => r.Consumers).Distinct())
            try
            {
                await On(async channel =>
                {
                    if (await channel.MessageCountAsync($"{queue}_error") is > 0 and var count) errors.Add($"{queue}_error: {count}");
                });
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
            {
                // No such queue: nothing ever went wrong there.
            }
        return errors;
    }

    async Task On(Func<IChannel, Task> act)
    {
        await using var connection = await new ConnectionFactory { Uri = new(rabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await act(channel);
    }

    public async ValueTask DisposeAsync() => await bus.StopAsync();

    sealed class Names : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => typeof(T).IsAssignableTo(typeof(IEvent)) && typeof(T) != typeof(IEvent) ? Routes.WireName(typeof(T)) : $"{typeof(T).FullName}";
    }
}
