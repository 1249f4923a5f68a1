namespace Tests.Network;

/// <summary>Intake needs no broker: what a hospital sends meanwhile is stored, and goes on when the broker is back.</summary>
[Collection(OnNetwork.Name)]
public sealed class BrokerAway(NetworkFixture network)
{
    [Fact]
    public Task Intake_goes_on_while_the_broker_is_away_and_everything_is_booked_afterwards() => IntakeGoesOn(TimeSpan.FromSeconds(10));

    [Fact, Trait("Category", "night")]
    public Task Intake_goes_on_while_the_broker_is_away_for_minutes() => IntakeGoesOn(TimeSpan.FromMinutes(5));

    async Task IntakeGoesOn(TimeSpan duration)
    {
        if (!network.OwnsEngines) return;
        using var hospital = await network.As("general-hospital");
        var sent = new List<string>();
        using var away = new CancellationTokenSource(duration);
        await using (await Standstill.Of(network, "rabbitmq"))
            while (!away.IsCancellationRequested)
            {
                // Each is answered 201, or this fails.
                sent.Add(await hospital.Sent(Hospital.MakeUp("Harborview")));
                await Task.Delay(duration / 8);
            }
        foreach (var id in sent) await hospital.UntilTask(id, "in-progress 5.1.1", minutes: 4);
    }
}
