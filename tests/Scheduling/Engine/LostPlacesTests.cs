using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.WaitingLists;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>A location closes, a credential lapses: what lies behind that day is found and given back, whichever instance looks.</summary>
public sealed class LostPlacesTests(Engines engines) : SharedDatabase(engines)
{
    static readonly Actor Operator = new("person", "operator-1");

    async Task<(Instance Instance, SeriesPlan Early, SeriesPlan Late)> Placed()
    {
        var instance = await Start();
        await instance.Place(Some.Request("r0", order: Some.Order(1)));
        await instance.Place(Some.Request("r1", order: Short()));
        return (instance, Assert.IsType<Held>((await instance.Series("r0")).Stage).Plan, Assert.IsType<Held>((await instance.Series("r1")).Stage).Plan);
    }

    async Task Look()
    {
        await using var another = await Start();
        await another.Of<LostPlaces>().Look(default);
        await another.Of<LostPlaces>().Look(default);
    }

    static async Task<ReleaseReason?> Why(Instance instance, string referral) => ((await instance.Series(referral)).Stage as Released)?.Reason;

    [Fact]
    public async Task Visits_on_or_behind_the_day_on_which_a_location_closes_are_given_back()
    {
        var (instance, early, late) = await Placed();
        Assert.True(early.Visits[^1].Date < late.Visits[^1].Date);
        await instance.Of<Policies<Location>>().Put("bay-boston", Small.Locations["bay-boston"].Body with { ClosesOn = late.Visits[^1].Date }, new(Operator), default);
        await Look();
        Assert.Equal((null, ReleaseReason.LocationClosed), (await Why(instance, "r0"), await Why(instance, "r1")));
    }

    [Fact]
    public async Task Visits_behind_a_credentials_last_day_are_given_back_and_all_once_it_is_gone()
    {
        var (instance, early, late) = await Placed();
        var therapist = Small.Therapists["amara-okonkwo"].Body;
        await instance.Of<Policies<Therapist>>().Put("amara-okonkwo", therapist with { Licence = therapist.Licence with { Expires = late.Visits[^1].Date.AddDays(-1) } }, new(Operator), default);
        await Look();
        Assert.Equal((null, ReleaseReason.CredentialLapsed), (await Why(instance, "r0"), await Why(instance, "r1")));

        await instance.Of<Policies<Therapist>>().Put("amara-okonkwo", therapist with { Certificate = null }, new(Operator), default);
        await Look();
        Assert.Equal(ReleaseReason.CredentialLapsed, await Why(instance, "r0"));
    }

    [Fact]
    public async Task While_nothing_is_lost_nothing_moves()
    {
        var (instance, _, _) = await Placed();
        await Look();
        Assert.Equal((null, null), (await Why(instance, "r0"), await Why(instance, "r1")));
    }
}
