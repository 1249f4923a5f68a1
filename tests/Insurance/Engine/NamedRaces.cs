using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Tests.Insurance.Engine;

/// <summary>The races and crashes that the units protocol is for, on the real engine.</summary>
[Collection(OnEngines.Name)]
public sealed class NamedRaces(Engines engines) : IAsyncLifetime
{
    readonly string database = $"insurance-{Guid.NewGuid():N}";
    readonly MovableClock clock = new(Given.Now);
    readonly Dictionary<string, CoverageDetail> details = [];
    readonly List<Instance> instances = [];

    public async Task InitializeAsync() => await Start().Begin();

    public async Task DisposeAsync()
    {
        foreach (var instance in instances) await instance.DisposeAsync();
        await engines.Drop(database);
    }

    /// <summary>Another instance of the service on the same database: what a restart, or a second replica, sees.</summary>
    Instance Start()
    {
        instances.Add(new(engines.MongoDb, database, clock, details));
        return instances[^1];
    }

    async Task<Instance> Covered(params (string Referral, CoverageDetail Detail)[] referrals)
    {
        foreach (var (referral, detail) in referrals)
        {
            details[referral] = detail with { ReferralId = referral };
            await instances[0].Cover(referral);
        }
        return instances[0];
    }

    [Fact]
    public async Task A_covered_referral_of_eight_visits_takes_five_writes_and_each_visit_its_unit()
    {
        var insurance = await Covered(("r", Given.Harborview(8)));
        Assert.Equal(("covered", 8), (await insurance.Told<Wire.CoverageDetermined>()).Single() is var told ? (told.Outcome, told.CoveredVisits) : default);
        await insurance.Request("r", 1, 8);

        var document = (await insurance.Cases.Find("r", Part.Whole))!;
        // Inserted, reserving, reserved; and one write in each of the two benefit years that eight weeks from November span.
        Assert.Equal(3, document.Version);
        Assert.Equal((8, 0), (document.State.Reserved, document.State.Left));
        Assert.Null(document.Due);
        var live = await insurance.Live();
        Assert.Equal(8, live.Counted.Count);
        Assert.Equal(live.Wanted, live.Counted);

        var visits = Given.Visits(8);
        await insurance.Complete("r", 1, visits[0]);
        await insurance.Complete("r", 1, visits[0]);
        await insurance.Miss("r", 1, 2);
        var state = await insurance.Case("r");
        Assert.Equal((1, 6, 1), (state.Used, state.Reserved, state.Left));
        live = await insurance.Live();
        Assert.Equal(live.Wanted, live.Counted);
    }

    [Fact]
    public async Task A_request_overtaken_by_its_release_is_refused_and_leaves_nothing()
    {
        var insurance = await Covered(("r", Given.Harborview(8)));
        await insurance.Release("r", 1);
        await insurance.Request("r", 1, 8);
        await insurance.Request("r", 1, 8);
        Assert.Equal(["released", "released"], (await insurance.Told<Wire.UnitsRefused>()).Select(r => r.ReasonCode));
        Assert.Empty((await insurance.Live()).Counted);
        Assert.Equal(8, (await insurance.Case("r")).Left);
    }

    [Fact]
    public async Task A_release_that_comes_while_units_are_being_reserved_wins_over_a_late_writer()
    {
        var insurance = await Covered(("r", Given.Harborview(8)));
        await insurance.Intend("r", 1, 8, Guid.NewGuid());
        var late = await insurance.Case("r");
        await insurance.Release("r", 1);
        await insurance.FollowOnly(late);
        Assert.Empty((await insurance.Live()).Counted);
        Assert.Equal(AttemptState.Released, (await insurance.Case("r")).Attempt(1)!.State);
        Assert.Null((await insurance.Case("r")).SettleBy);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_crash_before_the_commit_is_completed_by_redelivery(int benefitsWritten)
    {
        var insurance = await Covered(("r", Given.Harborview(8)));
        var message = Guid.NewGuid();
        await insurance.Intend("r", 1, 8, message);
        await insurance.FollowOnly(await insurance.Case("r"), benefitsWritten);
        Assert.Empty(await insurance.Told<Wire.UnitsReserved>());

        await Start().Request("r", 1, 8, id: message);
        Assert.Single(await insurance.Told<Wire.UnitsReserved>());
        var live = await insurance.Live();
        Assert.Equal(8, live.Counted.Count);
        Assert.Equal(live.Wanted, live.Counted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_crash_before_the_commit_is_completed_by_the_sweeper(int benefitsWritten)
    {
        var insurance = await Covered(("r", Given.Harborview(8)));
        await insurance.Intend("r", 1, 8, Guid.NewGuid());
        await insurance.FollowOnly(await insurance.Case("r"), benefitsWritten);

        var restarted = Start();
        await restarted.Sweep();
        Assert.Empty(await insurance.Told<Wire.UnitsReserved>());
        clock.Advance(TimeSpan.FromSeconds(16));
        await restarted.Sweep();
        Assert.Single(await insurance.Told<Wire.UnitsReserved>());
        Assert.Null((await insurance.Cases.Find("r"))!.Due);
        Assert.Equal(8, (await insurance.Live()).Counted.Count);
    }

    [Fact]
    public async Task A_crash_after_a_refusal_leaves_no_unit_of_the_other_year()
    {
        var insurance = await Covered(("r", Given.Harborview(8)), ("other", Given.Harborview(12)), ("more", Given.Harborview(8)));
        // Next year is nearly full, so this year's units are taken first and have to go back.
        await insurance.Request("other", 1, 12, new(2027, 1, 10));
        await insurance.Request("more", 1, 7, new(2027, 1, 10));
        await insurance.Request("r", 1, 8);
        Assert.Equal("benefit-exhausted", (await insurance.Told<Wire.UnitsRefused>()).Single().ReasonCode);
        var live = await insurance.Live();
        Assert.Equal(19, live.Counted.Count);
        Assert.Equal(live.Wanted, live.Counted);
        Assert.Null((await insurance.Case("r")).SettleBy);
    }

    [Fact]
    public async Task A_payer_that_answers_twice_and_differently_is_heard_once()
    {
        var insurance = await Covered(("r", Given.BlueMaple(10)));
        await insurance.Exchange();
        await insurance.Exchange();
        await insurance.Hear(new Wire.AuthorizationAnswered { ReferralId = "r", Version = 9, Decision = "A3", Visits = 0 });
        await insurance.Hear(new Wire.AuthorizationAnswered { ReferralId = "r", Version = 9, Decision = "A4", Visits = 0 });
        var told = Assert.Single(await insurance.Told<Wire.CoverageDetermined>());
        Assert.Equal(("partial", 8, "partly-authorized"), (told.Outcome, told.CoveredVisits, told.ReasonCode));
        Assert.Empty(await insurance.Told<Wire.AuthorizationPended>());

        // Asked again, the same is told again.
        await insurance.Cover("r");
        Assert.Equal([8, 8], (await insurance.Told<Wire.CoverageDetermined>()).Select(d => d.CoveredVisits));
    }

    [Fact]
    public async Task A_payer_that_takes_time_pends_and_answers_when_due()
    {
        var insurance = await Covered(("r", Given.Detail("Granite State Mutual", "HIP", 6)));
        await insurance.Exchange();
        Assert.Single(await insurance.Told<Wire.AuthorizationPended>());
        await insurance.Sweep();
        await insurance.Exchange();
        Assert.Empty(await insurance.Told<Wire.CoverageDetermined>());

        clock.Advance(TimeSpan.FromSeconds(4));
        await Start().Sweep();
        await insurance.Exchange();
        Assert.Equal(("covered", 20m), (await insurance.Told<Wire.CoverageDetermined>()).Single() is var told ? (told.Outcome, told.PatientShare) : default);
        Assert.Single(await insurance.Told<Wire.AuthorizationPended>());
    }

    [Fact]
    public async Task A_payer_whose_answer_is_lost_is_asked_again()
    {
        var insurance = await Covered(("r", Given.BlueMaple(10)));
        clock.Advance(TimeSpan.FromSeconds(31));
        await insurance.Sweep();
        Assert.Equal([10, 10], (await insurance.Told<Wire.AuthorizationSubmitted>()).Select(s => s.Visits));
        Assert.Single(await insurance.Told<Wire.AuthorizationPended>());
        await insurance.Exchange();
        Assert.Single(await insurance.Told<Wire.CoverageDetermined>());
    }

    [Fact]
    public async Task Referrals_of_one_member_race_for_the_last_visits()
    {
        string[] referrals = ["a", "b", "c", "d", "e"];
        var insurance = await Covered([.. referrals.Select(r => (r, Given.Harborview(8)))]);
        await Task.WhenAll(referrals.Select(r => Start().Request(r, 1, 8, new(2026, 1, 1))));

        // Twenty visits a year are room for two series of eight; the others get nothing at all.
        Assert.Equal(2, (await insurance.Told<Wire.UnitsReserved>()).Count);
        Assert.Equal(["benefit-exhausted"], (await insurance.Told<Wire.UnitsRefused>()).Select(r => r.ReasonCode).Distinct());
        var live = await insurance.Live();
        Assert.Equal(16, live.Counted.Count);
        Assert.Equal(live.Wanted, live.Counted);

        // A loser that asks for coverage again gets what is left.
        var loser = (await insurance.Told<Wire.UnitsRefused>())[0].ReferralId;
        await insurance.Cover(loser);
        Assert.Equal(4, (await insurance.Told<Wire.CoverageDetermined>()).Last(d => d.ReferralId == loser).CoveredVisits);
        await insurance.Request(loser, 2, 4, new(2026, 1, 1));
        Assert.Equal(20, (await insurance.Live()).Counted.Count);
    }
}
