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

    /// <summary>From now on an event on its way to a queue is put aside at the broker, until <see cref="Deliver{T}"/>.</summary>
    public Task PutAside<T>(string queue) where T : IEvent => On(async channel =>
    {
        var (name, aside) = (Routes.WireName(typeof(T)), Aside<T>(queue));
        await channel.QueueDeclareAsync(aside, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(aside, name, "");
        await channel.ExchangeUnbindAsync(queue, name, "");
    });

    /// <summary>What was put aside reaches its queue at once, and so does what comes later.</summary>
    public Task Deliver<T>(string queue) where T : IEvent => On(async channel =>
    {
        var (name, aside) = (Routes.WireName(typeof(T)), Aside<T>(queue));
        await channel.ExchangeBindAsync(queue, name, "");
        await channel.QueueUnbindAsync(aside, name, "");
        while (await channel.BasicGetAsync(aside, autoAck: true) is { } got)
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(got.BasicProperties), got.Body);
        await channel.QueueDeleteAsync(aside);
    });

    static string Aside<T>(string queue) => $"aside {queue} {Routes.WireName(typeof(T))}";

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
