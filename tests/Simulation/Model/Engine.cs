namespace ClinicNetwork.Tests.Simulation;

/// <summary>Something that may be away: a service's database, the broker.</summary>
sealed class Engine(World world, string name)
{
    public string Name => name;
    public bool Away { get; private set; }
    /// <summary>When it will be back, while it is away.</summary>
    public DateTimeOffset Back { get; private set; }

    public void GoAway(TimeSpan @for)
    {
        if (Away) return;
        (Away, Back) = (true, world.Now + @for);
        world.Write($"{name} is away for {@for}");
        world.In(@for, () =>
        {
            Away = false;
            world.Write($"{name} is back");
        });
    }
}

/// <summary>
/// The way of one instance to an engine. Before and after each operation others may go on, the engine may be away, and the instance may
/// die: before the operation, or after it without having heard of it.
/// </summary>
/// <param name="mishap">Comes by before each step: whatever goes wrong goes wrong where something happens.</param>
sealed class Line(World world, Engine engine, Func<bool> alive, Action mishap)
{
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    public async Task<T> Do<T>(Func<T> operation)
    {
        await Step();
        if (engine.Away) throw new TimeoutException($"{engine.Name} does not answer");
        var result = operation();
        await Step();
        // The answer is lost though the operation was done.
        if (engine.Away) throw new TimeoutException($"{engine.Name} does not answer");
        return result;
    }

    public Task Do(Action operation) => Do(() =>
    {
        operation();
        return true;
    });

    async Task Step()
    {
        mishap();
        Stop();
        await world.Pause(world.Some(Longest));
        Stop();
    }

    void Stop()
    {
        if (!alive()) throw new Crash();
    }
}
