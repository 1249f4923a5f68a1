namespace ClinicNetwork.Tests.Simulation;

/// <summary>What goes wrong, at any moment: instances die, services and engines are away for minutes or hours.</summary>
sealed class Weather(World world, Network network)
{
    /// <summary>Bad until then.</summary>
    public void Begin(DateTimeOffset until)
    {
        var service = network.Services.ToList();
        for (var i = world.Random.Next(12); i > 0; i--) In(until, () => world.Any(service).Kill(back: world.Some(TimeSpan.FromHours(2))));
        for (var i = world.Random.Next(5); i > 0; i--) In(until, () => world.Any(service).Database.GoAway(world.Some(TimeSpan.FromHours(6))));
        for (var i = world.Random.Next(3); i > 0; i--) In(until, () => network.Broker.Engine.GoAway(world.Some(TimeSpan.FromHours(6))));
        for (var i = world.Random.Next(3); i > 0; i--)
            In(until, () =>
            {
                // A service is away as a whole, for longer than all retries of a message.
                var (victim, back) = (world.Any(service), world.Some(TimeSpan.FromHours(12)));
                for (var k = 0; k < 6; k++) victim.Kill(back);
            });
        // Some of the hospital's endpoints are away for longer than is ever tried.
        for (var i = world.Random.Next(4); i > 0; i--) In(until, () => network.Endpoints.GoAway(world.Some(TimeSpan.FromDays(3))));
        world.At(until, () => network.Broker.Bad = false);
    }

    void In(DateTimeOffset until, Action what) => world.In((until - world.Now) * world.Random.NextDouble(), what);
}
