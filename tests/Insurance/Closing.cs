using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>How an attempt's units end, and who hears so.</summary>
public class Closing
{
    static readonly IReadOnlyList<PlannedVisit> Eight = Given.Visits(8);
    readonly World world = new();

    public Closing() => world.Cover("r", Given.Decide(Given.Harborview(8)));

    [Fact]
    public void A_release_is_answered_only_once_the_benefits_follow_and_again_when_asked_again()
    {
        Reserve(1, Eight);
        Assert.IsType<UnitsGivenUp>(Assert.Single(world.Release("r", 1).Facts));
        Assert.Empty(world.Release("r", 1).Facts);
        Assert.Empty(world.Released);
        world.Settle("r");
        Assert.Equal([("r", 1)], world.Released);
        Assert.Equal(1, world.Release("r", 1).Told<UnitsReleased>().Attempt);
        Assert.Equal(0, world.Benefits.Values.Sum(b => b.Use.Visits));
    }

    [Fact]
    public void Completed_visits_use_their_units_and_the_rest_goes_back()
    {
        Reserve(1, Eight);
        world.Release("r", 1, [Eight[0], Eight[4], Eight[4]], "completed");
        world.AgreesAfterSettling();
        Assert.Equal((2, 0, 6), (world["r"].Used, world["r"].Reserved, world["r"].Left));
        Assert.Equal(2, world.Benefits.Values.Sum(b => b.Use.Visits));
        world.Release("r", 1, [Eight[0], Eight[4]], "completed").Told<UnitsReleased>();
    }

    [Fact]
    public void What_took_place_without_a_reservation_counts_while_a_unit_is_left()
    {
        Reserve(1, Given.Visits(7));
        world.Release("r", 1, [.. Given.Visits(9)]);
        world.AgreesAfterSettling();
        // Seven were reserved and one was left; for the ninth there is none.
        Assert.Equal((8, 0), (world["r"].Used, world["r"].Left));
        Assert.Equal(UnitState.Uncounted, world["r"].Attempt(1)!.Visit(9)!.State);
    }

    [Fact]
    public void Visits_that_a_repeated_release_adds_are_counted_too()
    {
        Reserve(1, Eight);
        world.Release("r", 1, [Eight[0]]);
        world.Settle("r");
        world.Release("r", 1, [Eight[0], Eight[1]]);
        world.AgreesAfterSettling();
        Assert.Equal(2, world["r"].Used);
        Assert.Equal([("r", 1), ("r", 1)], world.Released);
    }

    [Fact]
    public void An_attempt_never_heard_of_is_released_at_once_and_its_late_request_gets_nothing()
    {
        Reserve(1, Eight);
        world.Release("r", 3);
        world.AgreesAfterSettling();
        Assert.Equal(AttemptState.Released, world["r"].Attempt(1)!.State);
        Assert.Equal(UnitsRefusal.Released, world.Request("r", 3, Eight).Told<UnitsRefused>().Code);
        Assert.Equal(UnitsRefusal.Released, world.Request("r", 2, Eight).Only<UnitsRefused>().Code);
    }

    [Fact]
    public void The_release_of_an_older_attempt_is_answered_and_leaves_the_newer_one_its_units()
    {
        Reserve(1, Eight);
        Reserve(2, Eight);
        Reserve(5, Eight);
        world.Release("r", 2).Told<UnitsReleased>();
        Assert.Collection(world.Release("r", 3).Facts, f => Assert.IsType<UnitsGivenUp>(f), f => Assert.IsType<UnitsReleased>(f));
        Assert.Equal(8, world["r"].Reserved);
        world.AgreesAfterSettling();
    }

    [Fact]
    public void What_another_referral_took_is_still_decided_anew_after_the_release_of_the_refused_attempt()
    {
        Assert.Equal(UnitsRefusal.UnitsExhausted, world.Request("r", 1, Given.Visits(9)).Only<UnitsRefused>().Code);
        world.Release("r", 1).Told<UnitsReleased>();
        Assert.True(AuthorizationDecider.NeedsDecision(world["r"], Given.Chain, 2));
    }

    [Fact]
    public void What_nothing_covers_is_answered_at_once()
    {
        world.Cover("s", Given.Decide(Given.Detail("Medicare", "MCPOL", 6)));
        world.Release("s", 1, [Eight[0]], "completed");
        world.Release("nobody", 1, null, "cancelled", 4);
        Assert.Equal([("s", 1), ("nobody", 1)], world.Released);
        Assert.Equal((Given.Chain, 0), (world["nobody"].Chain, world["nobody"].Used));
    }

    [Fact]
    public void A_cancelled_referral_stops_asking_the_payer_and_a_late_answer_changes_nothing()
    {
        var state = Waiting();
        state = state.After(Release(state, 1, "cancelled", 7));
        Assert.Equal((AuthorizationStatus.Cancelled, null), (state.Prior!.Status, state.Due));
        Assert.Empty(AuthorizationDecider.Decide(state, Given.Want(new TimePassed(), Given.Now.AddDays(1))).Facts);
        Assert.Empty(AuthorizationDecider.Decide(state, Given.Want(new PayerAnswer("A1", 10))).Facts);
        Assert.Null(state.Determination);

        // Reopened, the payer is asked anew; only then does its answer count.
        var asked = AuthorizationDecider.Decide(state, Given.Ask(Given.Decide(Given.BlueMaple(10)), version: 9));
        asked.Only<AuthorizationSubmitted>();
        state = state.After(asked);
        Assert.Equal(10, state.After(AuthorizationDecider.Decide(state, Given.Want(new PayerAnswer("A1", 10)))).Covered);
    }

    [Theory]
    [InlineData("superseded")]
    [InlineData("series-released")]
    [InlineData("completed")]
    public void A_referral_that_goes_on_keeps_asking(string reason)
    {
        var state = Waiting();
        Assert.True(state.After(Release(state, 1, reason, 7)).Prior!.IsOpen);
    }

    [Fact]
    public void A_request_for_coverage_that_a_cancellation_overtook_asks_no_payer()
    {
        var state = CoverageCase.Initial.After(Release(CoverageCase.Initial, 1, "cancelled", 7));
        Assert.False(AuthorizationDecider.NeedsDecision(state, Given.Chain, 6));
        Assert.Empty(AuthorizationDecider.Decide(state, Given.Ask(Given.Decide(Given.BlueMaple(10)), version: 6)).Facts);
        AuthorizationDecider.Decide(state, Given.Ask(Given.Decide(Given.BlueMaple(10)), version: 8)).Only<AuthorizationSubmitted>();
    }

    [Fact]
    public void A_cancellation_that_a_reopening_overtook_closes_nothing()
    {
        var state = Waiting(askedIn: 9);
        Assert.True(state.After(Release(state, 1, "cancelled", 7)).Prior!.IsOpen);
    }

    [Fact]
    public void The_answer_is_an_event()
    {
        var told = CoverageCasePublisher.Publish(world["r"], [new UnitsReleased("r", 4), new AuthorizationCancelled("r"), new UnitsGivenUp("r", "c", 4, null, Given.Now)], 7);
        Assert.Equal(("r", 7L, 4), Assert.IsType<Wire.UnitsReleased>(Assert.Single(told)) is var e ? (e.ReferralId, e.Version, e.Attempt) : default);
    }

    void Reserve(int attempt, IReadOnlyList<PlannedVisit> visits)
    {
        world.Request("r", attempt, visits);
        world.Settle("r");
        Assert.Equal(AttemptState.Reserved, world["r"].Attempt(attempt)!.State);
    }

    static CoverageCase Waiting(long askedIn = 1) =>
        CoverageCase.Initial.After(AuthorizationDecider.Decide(CoverageCase.Initial, Given.Ask(Given.Decide(Given.BlueMaple(10)), version: askedIn)));

    static Decision<CoverageCaseFact> Release(CoverageCase state, int attempt, string reason, long version) =>
        ReleaseDecider.Decide(state, Given.Release(attempt, null, reason, version, Given.Referral));
}
