using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Tests.Insurance;

public class UnitsOfOneReferral
{
    static readonly IReadOnlyList<PlannedVisit> Eight = Given.Visits(8);
    readonly World world = new();

    public UnitsOfOneReferral() => world.Cover("r", Given.Decide(Given.Harborview(8)));

    [Fact]
    public void A_request_is_intended_then_followed_then_committed()
    {
        world.Request("r", 1, Eight).Only<UnitsIntended>();
        Assert.NotNull(world["r"].Due);
        Assert.Equal(AttemptState.Reserving, world["r"].Attempt(1)!.State);
        world.Settle("r");
        Assert.Equal((AttemptState.Reserved, 8, 0), (world["r"].Attempt(1)!.State, world["r"].Reserved, world["r"].Left));
        Assert.Null(world["r"].Due);
        // Seven weeks from today on lie in two benefit years.
        Assert.Equal(2, world.Benefits.Count);
        Assert.Equal(8, world.Benefits.Values.Sum(b => b.Use.Visits));
        world.Request("r", 1, Eight).Told<UnitsReserved>();
    }

    [Fact]
    public void Without_a_benefit_to_count_in_one_write_reserves()
    {
        world.Cover("m", Given.Decide(Given.BlueMaple(6)));
        Assert.Collection(world.Request("m", 1, Given.Visits(6)).Facts, f => Assert.IsType<UnitsIntended>(f), f => Assert.IsType<UnitsReserved>(f));
        Assert.Null(world["m"].Due);
    }

    [Fact]
    public void A_release_before_its_request_is_remembered_and_leaves_nothing()
    {
        Assert.Collection(world.Release("r", 1).Facts, f => Assert.IsType<UnitsGivenUp>(f), f => Assert.IsType<UnitsReleased>(f));
        Assert.Equal(UnitsRefusal.Released, world.Request("r", 1, Eight).Told<UnitsRefused>().Code);
        world.AgreesAfterSettling();
        Assert.Empty(world.Benefits);
        Assert.Equal(8, world["r"].Left);
    }

    [Fact]
    public void A_release_while_reserving_wins()
    {
        world.Request("r", 1, Eight);
        var snapshot = world["r"];
        world.Release("r", 1);
        var all = int.MaxValue;
        var (followed, shortage) = world.Follow(snapshot, ref all);
        world.Conclude("r", followed, shortage);
        world.AgreesAfterSettling();
        Assert.Equal((AttemptState.Released, 0), (world["r"].Attempt(1)!.State, world["r"].Reserved));
        Assert.Equal(0, world.Benefits.Values.Sum(b => b.Use.Visits));
    }

    [Fact]
    public void A_newer_attempt_takes_the_older_ones_units()
    {
        world.Request("r", 1, Eight);
        world.Settle("r");
        world.Request("r", 2, Given.Visits(8, Given.Today.AddDays(1)));
        world.Settle("r");
        Assert.Equal([AttemptState.Released, AttemptState.Reserved], world["r"].Attempts.Select(a => a.State));
        Assert.Equal(UnitsRefusal.Released, world.Request("r", 1, Eight).Told<UnitsRefused>().Code);
        world.AgreesAfterSettling();
    }

    [Fact]
    public void A_request_older_than_what_is_known_is_refused()
    {
        world.Request("r", 2, Eight);
        Assert.Equal(UnitsRefusal.Released, world.Request("r", 1, Eight).Only<UnitsRefused>().Code);
        world.AgreesAfterSettling();
        Assert.Equal(8, world["r"].Reserved);
    }

    [Fact]
    public void More_than_is_covered_is_refused_and_says_so_again()
    {
        Assert.Equal(UnitsRefusal.UnitsExhausted, world.Request("r", 1, Given.Visits(9)).Only<UnitsRefused>().Code);
        Assert.Equal(UnitsRefusal.UnitsExhausted, world.Request("r", 1, Given.Visits(9)).Told<UnitsRefused>().Code);
        Assert.Equal(8, world["r"].Left);
    }

    [Fact]
    public void What_is_not_covered_has_no_units()
    {
        world.Cover("s", Given.Decide(Given.Detail("Medicare", "MCPOL", 6)));
        Assert.Equal(UnitsRefusal.NotCovered, world.Request("s", 1, Given.Visits(6)).Only<UnitsRefused>().Code);
        Assert.Equal(UnitsRefusal.NotCovered, world.Request("nobody", 1, Given.Visits(6)).Only<UnitsRefused>().Code);
        world.Cover("e", Given.Decide(Given.Detail("Harborview Health Plan", "HIP", 6, with: c => c with { PeriodEnd = Given.Today.AddDays(10) })));
        Assert.Equal(UnitsRefusal.NotCovered, world.Request("e", 1, Given.Visits(6)).Only<UnitsRefused>().Code);
        Assert.Empty(world.Benefits);
    }

    [Fact]
    public void A_completed_visit_uses_its_unit_and_a_missed_one_gives_it_back()
    {
        world.Request("r", 1, Eight);
        world.Settle("r");
        world.Use("r", 1, Eight[0]).Only<VisitSettled>();
        world.Miss("r", 1, 2).Only<VisitSettled>();
        Assert.Empty(world.Use("r", 1, Eight[0]).Facts);
        Assert.Empty(world.Miss("r", 1, 1).Facts);
        world.AgreesAfterSettling();
        Assert.Equal((1, 6, 1), (world["r"].Used, world["r"].Reserved, world["r"].Left));
        world.Release("r", 1);
        world.AgreesAfterSettling();
        Assert.Equal((1, 0, 7), (world["r"].Used, world["r"].Reserved, world["r"].Left));
        Assert.Equal(1, world.Benefits.Values.Sum(b => b.Use.Visits));
    }

    [Fact]
    public void A_visit_completed_after_its_release_counts_only_while_a_unit_is_left()
    {
        world.Request("r", 1, Eight);
        world.Release("r", 1);
        world.Use("r", 1, Eight[0]);
        world.AgreesAfterSettling();
        Assert.Equal(1, world["r"].Used);
        world.Request("r", 2, Given.Visits(7));
        world.Use("r", 1, Eight[1]);
        world.AgreesAfterSettling();
        Assert.Equal((1, 7, 0), (world["r"].Used, world["r"].Reserved, world["r"].Left));
        Assert.Equal(UnitState.Uncounted, world["r"].Attempt(1)!.Visits[1].State);
    }

    [Fact]
    public void Two_referrals_of_one_member_race_for_the_last_visits_and_the_loser_is_decided_anew()
    {
        foreach (var referral in new[] { "a", "b", "c" })
        {
            world.Cover(referral, Given.Decide(Given.Harborview(8)));
            world.Request(referral, 1, Given.Visits(8, new(2026, 1, 1)));
        }
        foreach (var referral in new[] { "b", "a", "c" }) world.Settle(referral);
        Assert.Equal([AttemptState.Reserved, AttemptState.Reserved, AttemptState.Refused], new[] { "a", "b", "c" }.Select(r => world[r].Attempt(1)!.State));
        Assert.Equal(UnitsRefusal.BenefitExhausted, world["c"].Attempt(1)!.Code);
        world.AgreesAfterSettling();
        world.HoldsLimits();

        Assert.True(AuthorizationDecider.NeedsDecision(world["c"], Given.Chain, 2));
        world.Cover("c", Given.Decide(Given.Harborview(8), world.Benefits.Values.Single().UseByOthers("c")));
        Assert.Equal(4, world["c"].Covered);
        world.Request("c", 2, Given.Visits(4, new(2026, 1, 1)));
        world.AgreesAfterSettling();
        Assert.Equal(20, world.Benefits.Values.Single().Use.Visits);
    }

    [Fact]
    public void A_claims_free_visits_are_counted_across_its_referrals()
    {
        world.Cover("a", Given.Decide(Given.Workers(4)));
        world.Cover("b", Given.Decide(Given.Workers(4)));
        foreach (var referral in new[] { "a", "b" }) { world.Request(referral, 1, Given.Visits(4)); world.Settle(referral); }
        Assert.Equal(AttemptState.Reserved, world["a"].Attempt(1)!.State);
        Assert.Equal((AttemptState.Refused, UnitsRefusal.UnitsExhausted), (world["b"].Attempt(1)!.State, world["b"].Attempt(1)!.Code));
        // Decided anew, two are still free and two go to the payer.
        var decision = Given.Decide(Given.Workers(4), world.Benefits.Values.Single().UseByOthers("b"));
        Assert.Equal((2, 2), (decision.Need!.Visits, decision.Need.FreeVisits));
        world.Cover("b", decision);
        Assert.True(world["b"].Prior!.IsOpen);
    }

    [Fact]
    public void Events_carry_the_answer_and_nothing_of_the_member()
    {
        var state = world["r"];
        var told = CoverageCasePublisher.Publish(state, [new UnitsReserved("r", 2), new UnitsRefused("r", "c", 3, UnitsRefusal.Released, "why", Given.Now)], 7).ToList();
        Assert.Equal((2, 7L), ((Wire.UnitsReserved)told[0]) is var reserved ? (reserved.Attempt, reserved.Version) : default);
        Assert.Equal((3, "released"), ((Wire.UnitsRefused)told[1]) is var refused ? (refused.Attempt, refused.ReasonCode) : default);
        var determined = CoverageCasePublisher.Publish(state, [new CoverageDetermined("r", "c", state.Determination!, state.Account)], 8).Single();
        Assert.DoesNotContain(state.Account!.Holder, determined.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("M100", determined.ToString(), StringComparison.Ordinal);
    }
}
