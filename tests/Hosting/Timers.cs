using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>What is due moves on, once; what cannot move backs off and holds up nobody.</summary>
public sealed class Timers(Engines engines) : OnAnEngine(engines)
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_due_timer_fires_once_however_many_sweepers_come_at_it()
    {
        Instance[] instances = [New(), New()];
        await instances[0].SetAlarm(Id, Clock.GetUtcNow() + Minute);
        await Sweep(instances);
        Assert.NotNull((await instances[0].Read(Id)).State.Alarm);

        Clock.Advance(Minute + Minute);
        await Sweep(instances);

        var tally = await instances[0].Read(Id);
        Assert.Single(tally.History, h => h.Fact is Rang);
        Assert.Equal((null, null), (tally.State.Alarm, tally.Due));
    }

    [Fact]
    public async Task A_timer_that_fails_backs_off_and_holds_up_no_other()
    {
        var instance = New();
        await instance.SetAlarm(Id, Clock.GetUtcNow(), breaks: true);
        var healthy = $"{Id}-healthy";
        await instance.SetAlarm(healthy, Clock.GetUtcNow().AddSeconds(1));
        Clock.Advance(Minute);

        var before = Clock.GetUtcNow();
        await instance.Sweep();

        Assert.Contains((await instance.Read(healthy)).History, h => h.Fact is Rang);
        var broken = await instance.Read(Id);
        Assert.True(broken.Due >= before.AddSeconds(29), "it waits about half a minute before it is tried again");
        Assert.Equal(1, broken.Version);
    }

    [Fact]
    public async Task A_sweeper_that_is_gone_is_followed_by_another_one()
    {
        await (await Start()).DisposeAsync();
        var successor = await Start();
        await successor.SetAlarm(Id, Clock.GetUtcNow());
        LetTheSweeperCome();
        await Probe.Until(async () => (await successor.Read(Id)).State.Alarm is null, () => "the alarm rang");
    }

    static Task Sweep(Instance[] instances) =>
        Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => instances[i % instances.Length].Sweep())));
}
