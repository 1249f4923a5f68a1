namespace Tests.Network;

/// <summary>A neighbour that hangs while a referral ends: every referral goes on by itself when it is back, the end included.</summary>
[Collection(OnNetwork.Name)]
public sealed class ConfirmedEnds(NetworkFixture network)
{
    [Fact]
    public async Task A_last_visit_that_is_completed_while_nobody_can_be_asked_is_reported_when_scheduling_is_back()
    {
        using var people = await People.Of(network);
        var id = await people.Booked();
        await people.Complete(id);

        await using (await Standstill.Of(network, "scheduling"))
            await Probe.Until(async () => (await network.Referral(id)).Stage() is "Reporting" or "Ended", () => "the referral waits for its report");

        await people.Hospital.UntilTask(id, "completed 7.0");
        await people.Stage(id, "Ended");
        await network.IsConsistent();
    }

    [Theory]
    [InlineData("insurance")]
    [InlineData("scheduling")]
    public async Task A_cancellation_confirmed_while_a_neighbour_is_away_gives_everything_back_when_it_is_there_again(string neighbour)
    {
        using var people = await People.Of(network);
        var id = await people.Booked();

        await using (await Standstill.Of(network, neighbour))
        {
            await people.Cancel(id);
            await people.Hospital.UntilTask(id, "cancelled 6.0 cancelled");
            Assert.Equal("Closing", (await network.Referral(id)).Stage());
        }

        await people.Stage(id, "Ended");
        await Probe.Until(async () => (await network.Claims(id)).Count == 0, () => "no claim is left");
        Assert.Equal(0, await network.TakenUnits(id));
        await network.IsConsistent();
    }
}
