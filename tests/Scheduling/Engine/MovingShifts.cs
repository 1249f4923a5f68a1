using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>A therapist's shifts move to another location while two instances hold views of different age.</summary>
public sealed class MovingShifts(Engines engines) : SharedDatabase(engines)
{
    static readonly Actor Operator = new("person", "operator-1");

    static Therapist Moved { get; } = Small.Therapists["amara-okonkwo"].Body with
    { Shifts = [.. Small.Therapists["amara-okonkwo"].Body.Shifts.Select(s => s with { Location = "bay-worcester" })] };

    /// <summary>A slow instance has chosen its places and not yet claimed them; the shifts move; another places under the new rota; the slow one goes on.</summary>
    async Task<Instance> Move(Func<Instance, Task> put)
    {
        using var reached = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var claims = 0;
        var slow = await Start(command =>
        {
            if (!IsClaim(command) || ++claims != 1) return;
            reached.Release();
            go.Wait();
        });
        var other = await Start();
        await other.Place(Some.Request("r0", order: Some.Order(1)));

        var placing = Task.Run(() => slow.Place(Some.Request("r1", order: Short())));
        await reached.WaitAsync();
        await put(other);
        await other.Place(Some.Request("r2", order: Short()));
        go.Release();
        await placing;

        Assert.Equal("bay-worcester", Assert.IsType<Held>((await other.Series("r2")).Stage).Plan.LocationId);
        return other;
    }

    [Fact]
    public async Task In_one_step_both_take_the_same_hours() =>
        Assert.NotEmpty(await TakenTwice(await Move(other => other.Of<Policies<Therapist>>().Put("amara-okonkwo", Moved, new(Operator), default))));

    [Fact]
    public async Task In_two_steps_whoever_chose_under_the_rota_before_chooses_again()
    {
        var instance = await Move(other => other.Of<Rota>().Put("amara-okonkwo", Moved, new(Operator, "moves to Worcester"), default));

        await NothingIsTakenTwice(instance);
        Assert.Equal("bay-worcester", Assert.IsType<Held>((await instance.Series("r1")).Stage).Plan.LocationId);
        var stored = (await instance.Of<Policies<Therapist>>().Find("amara-okonkwo", default))!;
        Assert.Equal([5, 0], stored.Earlier.Select(e => e.Body.Shifts.Count));
        Assert.Equal(("operator-1", "moves to Worcester", 5), (stored.Actor.Id, stored.Reason, stored.Body.Shifts.Count));
    }

    [Fact]
    public async Task Hours_given_soon_after_others_were_taken_away_wait_too()
    {
        var instance = await Start();
        var rota = instance.Of<Rota>();
        await rota.Put("amara-okonkwo", Moved with { Shifts = [] }, new(Operator), default);
        var before = Clock.GetUtcNow();

        await rota.Put("amara-okonkwo", Moved, new(Operator), default);

        Assert.True(Clock.GetUtcNow() - before > CurrentNetwork.GoodFor);
    }

    [Fact]
    public async Task A_changed_time_zone_takes_effect_without_a_restart()
    {
        var instance = await Start();
        await instance.Place(Some.Request("r1", order: Some.Order(1)));
        var chain = Small.Chains["bay-state-therapy"].Body with { TimeZone = "America/Chicago" };

        await instance.Of<Policies<Chain>>().Put("bay-state-therapy", chain, new(Operator), default);
        await instance.Place(Some.Request("r2", order: Some.Order(1)));

        Assert.Equal(13, (await instance.Series("r1")).Plan!.Visits[0].Start.UtcDateTime.Hour);
        Assert.Equal(14, (await instance.Series("r2")).Plan!.Visits[0].Start.UtcDateTime.Hour);
        await NothingIsTakenTwice(instance);
    }
}
