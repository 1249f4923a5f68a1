using ClinicNetwork.Verify;

namespace Tests.Network;

/// <summary>A neighbour that is away while a referral ends: every referral goes on by itself when it is back, the end included.</summary>
[Collection(OnNetwork.Name)]
public sealed class ConfirmedEnds(NetworkFixture network)
{
    static readonly object Done = new { minutes = 50, techniques = new[] { "trigger-point-therapy" }, painBefore = 6, painAfter = 3 };

    [Fact]
    public async Task A_last_visit_that_is_completed_while_nobody_can_be_asked_is_reported_when_scheduling_is_back()
    {
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await hospital.UntilTask(id, "in-progress 5.1.1");
        var visits = (await network.Series(id))["state"]["stage"]["plan"]["visits"].AsBsonArray.Count;
        for (var visit = 1; visit <= visits; visit++)
            (await coordinator.PostAsync(new Uri($"api/visits/{id}-1-{visit}/complete", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(Done))).EnsureSuccessStatusCode();

        await using (await Standstill.Of(network, "scheduling"))
            await Probe.Until(async () => (await network.Referral(id)).Stage() is "Reporting" or "Ended", () => "the referral waits for its report");

        await hospital.UntilTask(id, "completed 7.0");
        await Ended(id);
    }

    [Theory]
    [InlineData("insurance")]
    [InlineData("scheduling")]
    public async Task A_cancellation_confirmed_while_a_neighbour_is_away_gives_everything_back_when_it_is_there_again(string neighbour)
    {
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await hospital.UntilTask(id, "in-progress 5.1.1");

        await using (await Standstill.Of(network, neighbour))
        {
            await hospital.Cancel(coordinator, id);
            await hospital.UntilTask(id, "cancelled 6.0 cancelled");
            Assert.Equal("Closing", (await network.Referral(id)).Stage());
        }

        await Ended(id);
        await Probe.Until(async () => (await network.Claims(id)).Count == 0, () => "no claim is left");
        Assert.Equal(0, await network.TakenUnits(id));
    }

    async Task Ended(string id)
    {
        await Probe.Until(async () => (await network.Referral(id)).Stage() == "Ended", () => "everybody has confirmed the end");
        await Probe.Until(async () => (await Verifier.Verify(network.Network.MongoDb, network.Prefix, settled: TimeSpan.Zero)).Violations.Count == 0, () => "every invariant holds");
    }
}
