using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A service of the network: two instances over one database, messages from the broker, sweeps when something is due.</summary>
sealed class Service
{
    const int Instances = 2;
    static readonly TimeSpan[] ShortRetries = [TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)];

    readonly World world;
    readonly ModelBroker broker;
    readonly Action<IServiceCollection, Instance> register;
    readonly HashSet<long> planned = [];
    readonly Instance?[] instances = new Instance?[Instances];
    int born;

    public Service(World world, ModelBroker broker, string name, Func<Action<DateTimeOffset>, Storage> storage, Action<IServiceCollection, Instance> register)
    {
        (this.world, this.broker, Name, this.register) = (world, broker, name, register);
        Database = new(world, $"{name}'s database");
        Storage = storage(Plan);
        for (var i = 0; i < Instances; i++) Start(i);
    }

    public string Name { get; }
    public Engine Database { get; }
    public Storage Storage { get; }

    /// <summary>An instance that runs; null when none does.</summary>
    public Instance? Running => instances.OfType<Instance>().Where(i => i.Alive).ToList() is { Count: > 0 } running ? world.Any(running) : null;

    void Start(int i) => instances[i] = new(world, this, $"{Name}-{++born}", register);

    /// <summary>Kills an instance; a successor starts some time later.</summary>
    public void Kill(TimeSpan back)
    {
        if (instances[world.Random.Next(Instances)] is { } victim) Die(victim, back);
    }

    /// <summary>While the weather is bad: this instance dies in the middle of what it does, or its database or the broker goes away.</summary>
    public void Mishap(Instance instance)
    {
        if (!broker.Bad || !instance.Alive) return;
        var chance = world.Random.NextDouble();
        if (chance < 0.0015) Die(instance, world.Some(TimeSpan.FromHours(1)));
        else if (chance < 0.0025) Database.GoAway(world.Some(TimeSpan.FromHours(2)));
        else if (chance < 0.003) broker.Engine.GoAway(world.Some(TimeSpan.FromHours(2)));
    }

    void Die(Instance victim, TimeSpan back)
    {
        var i = Array.IndexOf(instances, victim);
        if (i < 0 || !victim.Alive) return;
        victim.Die();
        world.In(back, () => Start(i));
    }

    /// <summary>Brings a letter to an instance, as MassTransit does: short retries, then the waiting room, and acknowledged only then.</summary>
    public void Deliver(Letter letter) => world.Begin(async () =>
    {
        if (Running is not { } instance)
        {
            broker.Again(letter, TimeSpan.FromSeconds(5) + world.Some(TimeSpan.FromMinutes(5)));
            return;
        }
        try
        {
            await Handle(instance, letter);
        }
        catch (Crash)
        {
            // Unacknowledged: the broker brings it again.
        }
        if (instance.Alive) broker.Acknowledge(letter);
        else broker.Again(letter, world.Some(TimeSpan.FromSeconds(30)));
    });

    async Task Handle(Instance instance, Letter letter)
    {
        Exception? failure = null;
        foreach (var pause in ShortRetries.Prepend(TimeSpan.Zero))
            try
            {
                if (pause > TimeSpan.Zero) await world.Pause(pause);
                await instance.Table.Handle(letter.Message, letter.Id, CancellationToken.None);
                return;
            }
            catch (Exception e) when (Expected(e))
            {
                failure = e;
            }
        world.Write($"{instance.Name}: {letter} into the waiting room ({failure!.GetType().Name})");
        while (instance.Alive)
            try
            {
                await instance.Room.TakeIn(letter.Id, letter.Queue, letter.Type, letter.Body, failure, CancellationToken.None);
                return;
            }
            catch (Exception e) when (Expected(e))
            {
                await world.Pause(TimeSpan.FromSeconds(5) + world.Some(TimeSpan.FromMinutes(20)));
            }
    }

    /// <summary>What the weather does; all else is a fault of the product.</summary>
    public static bool Expected(Exception e) => e is TimeoutException or HttpRequestException or ConcurrencyException or UnbelievableMessageException;

    /// <summary>Somebody should look then.</summary>
    void Plan(DateTimeOffset at)
    {
        var second = Math.Max(at.ToUnixTimeSeconds(), world.Now.ToUnixTimeSeconds()) + 1;
        if (planned.Add(second)) world.At(DateTimeOffset.FromUnixTimeSeconds(second), () => Sweep(second));
    }

    void Sweep(long second)
    {
        planned.Remove(second);
        if (Running is { } instance && !Database.Away)
            foreach (var look in instance.Sweeper.Looks)
                world.Begin(() => look(CancellationToken.None));
        // Who died or was behind the time has left something: look again.
        world.In(TimeSpan.FromSeconds(Running is null || Database.Away ? 30 : 2), () =>
        {
            if (Storage.Waits(world.Now)) Plan(world.Now);
        });
    }
}
