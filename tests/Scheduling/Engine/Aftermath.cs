using ClinicNetwork.Scheduling.Booking;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>What follows when a placer dies, when something frees, and when an instance starts anew.</summary>
public sealed class Aftermath(Engines engines) : SharedDatabase(engines)
{
    [Fact]
    public async Task A_placer_that_dies_is_followed_by_the_redelivered_message_or_by_the_sweeper()
    {
        var claims = 0;
        var dying = await Start(command => { if (IsClaim(command) && ++claims == 2) throw new IOException("the process dies here"); });
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await Assert.ThrowsAnyAsync<Exception>(() => dying.Place(Some.Request("r1", order: Short()), first));
        claims = 0;
        await Assert.ThrowsAnyAsync<Exception>(() => dying.Place(Some.Request("r2", order: Short()), second));

        var next = await Start();
        await next.Place(Some.Request("r1", order: Short()), first);
        Clock.Advance(TimeSpan.FromSeconds(61));
        await next.Sweep();

        Assert.Equal(2, Assert.IsType<Held>((await next.Series("r1")).Stage).Round);
        Assert.Equal(2, Assert.IsType<Held>((await next.Series("r2")).Stage).Round);
        await NothingIsTakenTwice(next);
        Assert.Equal(6, await next.ClaimsLeft());
    }

    [Fact]
    public async Task A_waiting_series_is_held_by_itself_when_something_frees_the_most_urgent_first()
    {
        var instance = await Start();
        var until = new DateOnly(2026, 12, 9);
        var routine = Short(until);
        foreach (var taken in new[] { "a", "b", "c", "d", "e", "f", "g" }) await instance.Place(Some.Request(taken, order: routine));
        Assert.IsType<Waiting>((await instance.Series("g")).Stage);
        await instance.Place(Some.Request("h", order: routine with { Priority = "urgent" }));
        Assert.IsType<Waiting>((await instance.Series("h")).Stage);
        Assert.IsType<Held>((await instance.Series("a")).Stage);

        await instance.Release("a");
        await instance.DeliverReleases();

        Assert.IsType<Held>((await instance.Series("h")).Stage);
        Assert.Contains(await instance.Events(), e => e is Wire.NoSlotsFound { ReferralId: "h" });
        Assert.Contains(await instance.Events(), e => e is Wire.SeriesHeld { ReferralId: "h" });
        await NothingIsTakenTwice(instance);
    }

    [Fact]
    public async Task A_restarted_instance_knows_booked_claims_from_dead_ones_long_after_their_expiry()
    {
        var before = await Start();
        await before.Place(Some.Request("booked", order: Short()));
        await before.Book("booked");
        await before.Place(Some.Request("forgotten", order: Short()));
        Clock.Advance(TimeSpan.FromHours(1));

        var after = await Start();
        await after.Place(Some.Request("next", order: Short()));

        Assert.IsType<Booked>((await after.Series("booked")).Stage);
        Assert.Equal(ReleaseReason.Expired, Assert.IsType<Released>((await after.Series("forgotten")).Stage).Reason);
        Assert.IsType<Held>((await after.Series("next")).Stage);
        await NothingIsTakenTwice(after);
    }
}
