using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using MongoDB.Driver;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>Messages are not believed blindly, and older attempts end without a walk through numbers.</summary>
public sealed class Believing(Engines engines) : SharedDatabase(engines)
{
    [Fact]
    public async Task A_request_that_names_another_chain_than_the_referrals_leaves_nothing_behind()
    {
        var instance = await Start();
        var forged = Some.Request("r1", order: Short() with { Chain = "pilgrim-bodywork" });

        Assert.Equal("chain-mismatch", (await Assert.ThrowsAsync<UnbelievableMessageException>(() => instance.Place(forged))).Code);
        await Assert.ThrowsAsync<UnbelievableMessageException>(() => instance.Place(Some.Request("r1", order: Short() with { Visits = 61 })));

        Assert.Null(await instance.Store.Find("r1-1"));
        Assert.Empty(await instance.AllDays());
        Assert.Equal(0, await instance.Patients.CountDocumentsAsync(FilterDefinition<PatientDocument>.Empty));
        await instance.Place(Some.Request("r1", order: Short()));
        Assert.Equal("chain-mismatch", (await Assert.ThrowsAsync<UnbelievableMessageException>(() => instance.Place(forged))).Code);
        Assert.IsType<Held>((await instance.Series("r1")).Stage);
    }

    [Fact]
    public async Task A_release_that_nobody_decided_frees_nothing()
    {
        var instance = await Start();
        await instance.Place(Some.Request("r1", order: Short()));
        var forged = new Wire.SeriesReleased { ReferralId = "r1", Version = 9, Attempt = 1, Chain = "bay-state-therapy", Reason = "cancelled" };

        await Assert.ThrowsAsync<UnbelievableMessageException>(() => instance.Handle(forged));

        Assert.Equal(3, (await instance.LiveClaims()).Count);
    }

    [Fact]
    public async Task The_thousandth_attempt_looks_only_at_those_that_exist()
    {
        var commands = 0;
        var instance = await Start(command => { if (command.Command.TryGetValue(command.CommandName, out var name) && name.IsString && name.AsString == "series") commands++; });
        await instance.Place(Some.Request("r1", 1, Short()));
        // Another referral, whose attempts' ids begin the same way.
        await instance.Place(Some.Request("r1-2", 1, Short()));
        commands = 0;

        await instance.Place(Some.Request("r1", 1000, Short()));

        Assert.InRange(commands, 1, 10);
        Assert.Equal(ReleaseReason.Superseded, Assert.IsType<Released>((await instance.Series("r1")).Stage).Reason);
        Assert.IsType<Held>((await instance.Series("r1", 1000)).Stage);
        Assert.IsType<Held>((await instance.Series("r1-2")).Stage);
    }

    [Fact]
    public async Task An_older_attempt_whose_request_comes_late_is_released_at_once_however_often_it_comes()
    {
        var instance = await Start();
        await instance.Place(Some.Request("r1", 3, Short()));
        var message = Guid.NewGuid();

        await instance.Place(Some.Request("r1", 2, Short()), message);
        await instance.Place(Some.Request("r1", 2, Short()), message);
        await instance.Place(Some.Request("r1", 2, Short()));

        Assert.Equal(ReleaseReason.Superseded, Assert.IsType<Released>((await instance.Series("r1", 2)).Stage).Reason);
        Assert.Equal([2, 2], (await instance.Events()).OfType<Wire.SeriesReleased>().Select(r => r.Attempt));
        Assert.IsType<Held>((await instance.Series("r1", 3)).Stage);
        Assert.Equal(3, await instance.ClaimsLeft());
    }

    [Fact]
    public async Task A_patients_past_visits_leave_its_document_when_new_ones_come()
    {
        var instance = await Start();
        await instance.Place(Some.Request("p_1", order: Some.Order(1)));
        await instance.Book("p_1");
        Clock.Advance(TimeSpan.FromDays(60));

        await instance.Place(Some.Request("p_2", order: Some.Order(1)));

        Assert.Equal(["p_2-1"], (await instance.Patients.Find(FilterDefinition<PatientDocument>.Empty).SingleAsync()).Claims.Select(c => c.Series));
    }

    [Fact]
    public async Task What_people_wrote_lies_in_one_place_only()
    {
        var instance = await Start();
        await instance.Place(Some.Request("r1", order: Short()));

        var document = (await instance.Store.Find("r1-1", ClinicNetwork.Hosting.Part.Whole))!;
        Assert.Contains("A. Sample", document.Words("patient"), StringComparison.Ordinal);
        document.Personal = [];
        Assert.DoesNotContain("Sample", MongoDB.Bson.BsonExtensionMethods.ToJson(document), StringComparison.Ordinal);
        Assert.Equal(("patient-of-r1", "general-hospital", "back-pain"), (document.State.PatientKey, document.State.Partner, document.State.ConditionGroup));
    }
}
