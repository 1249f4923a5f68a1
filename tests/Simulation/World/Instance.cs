using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>One process of a service: the product's own registrations, over the history's ports, with a clock and a memory of its own.</summary>
sealed class Instance
{
    readonly World world;
    readonly ServiceProvider services;

    public Instance(World world, Service service, string name, Action<IServiceCollection, Instance> register)
    {
        (this.world, Service, Name) = (world, service, name);
        Line = new(world, service.Database, () => Alive, () => service.Mishap(this));
        Clock = new(world, TimeSpan.FromMilliseconds(world.Random.Next(-900, 900)));
        var collection = new ServiceCollection();
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton(new Pseudonyms(new byte[32]));
        collection.AddKernel();
        register(collection, this);
        collection.Replace(ServiceDescriptor.Singleton(new Random(world.Random.Next())));
        service.Storage.Over(collection, Line);
        services = collection.BuildServiceProvider();
        Table = services.GetRequiredService<MessageTable>();
        Sweeper = services.GetRequiredService<Sweeper>();
        Room = services.GetRequiredService<WaitingRoom>();
        var relay = services.GetRequiredService<OutboxRelay>();
        world.Begin(() => Publish(relay));
        world.Begin(() => Publish(relay));
    }

    public Service Service { get; }
    public string Name { get; }
    public bool Alive { get; private set; } = true;
    public Line Line { get; }
    public Clock Clock { get; }
    public MessageTable Table { get; }
    public Sweeper Sweeper { get; }
    public WaitingRoom Room { get; }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Dies where it stands: whatever it was about to do is not done any more, and its memory is gone.</summary>
    public void Die()
    {
        Alive = false;
        world.Write($"{Name} dies");
    }

    /// <summary>As the relay's loop does: publishes, and clears up behind itself when nothing has come by since.</summary>
    async Task Publish(OutboxRelay relay)
    {
        while (await relay.Waits(CancellationToken.None) && Alive)
        {
            await relay.PublishNext(CancellationToken.None);
            world.In(OutboxRelay.Settle + TimeSpan.FromSeconds(1), () =>
            {
                if (Alive) world.Begin(() => relay.ClearSettled(CancellationToken.None));
            });
        }
    }
}
