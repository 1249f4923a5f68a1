using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.PayerSimulator;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>The hospital has said its order otherwise: coverage is decided anew, once, and of the payer is asked what it has not said yet.</summary>
public class CorrectedOrders
{
    static Command<Determine> Ask(CoverageDetail detail, int correction) => Given.Want(new Determine(Given.Referral, Given.Chain, 2, Given.Decide(detail), correction));

    static CoverageCase Authorized(int visits) =>
        Given.Case(Given.BlueMaple(visits)) is var waiting ? waiting.After(AuthorizationDecider.Decide(waiting, Given.Want(new PayerAnswer("A1", visits, "N-1")))) : null!;

    [Fact]
    public void It_is_decided_anew_once_and_the_answer_says_which_correction_it_is_about()
    {
        var state = Given.Case(Given.Harborview(6));
        Assert.False(AuthorizationDecider.NeedsDecision(state, Given.Chain, 2));
        Assert.True(AuthorizationDecider.NeedsDecision(state, Given.Chain, 2, correction: 1));

        var decision = AuthorizationDecider.Decide(state, Ask(Given.Harborview(9), 1));
        Assert.Equal((9, 1), decision.Only<CoverageDetermined>() is var d ? (d.Determination.CoveredVisits, d.Correction) : default);
        state = state.After(decision);
        Assert.Equal(1, CoverageCasePublisher.Publish(state, decision.Facts, 2).OfType<Wire.CoverageDetermined>().Single().Correction);
        Assert.False(AuthorizationDecider.NeedsDecision(state, Given.Chain, 2, correction: 1));
        Assert.Equal(1, AuthorizationDecider.Decide(state, Ask(Given.Harborview(9), 1)).Told<CoverageDetermined>().Correction);
    }

    [Fact]
    public void The_same_decision_on_another_order_is_told_under_its_number() =>
        Assert.Equal(2, AuthorizationDecider.Decide(Given.Case(Given.Harborview(6)), Ask(Given.Harborview(6), 2)).Only<CoverageDetermined>().Correction);

    [Fact]
    public void A_payer_that_has_authorized_enough_is_not_asked_again()
    {
        var fewer = AuthorizationDecider.Decide(Authorized(10), Ask(Given.BlueMaple(8), 1)).Only<CoverageDetermined>();
        Assert.Equal((CoverageOutcome.Covered, 8), (fewer.Determination.Outcome, fewer.Determination.CoveredVisits));
    }

    [Fact]
    public void For_more_visits_and_by_another_payer_it_is_a_request_of_its_own()
    {
        var more = AuthorizationDecider.Decide(Authorized(8), Ask(Given.BlueMaple(12), 1));
        Assert.Equal((12, 1), more.Only<AuthorizationSubmitted>() is var s ? (s.Need.Visits, s.Correction) : default);
        Assert.Equal(1, CoverageCasePublisher.Publish(Authorized(8).After(more), more.Facts, 2).OfType<Wire.AuthorizationSubmitted>().Single().Correction);
        Assert.Equal("granite-state", AuthorizationDecider.Decide(Authorized(8), Ask(Given.Detail("Granite State Mutual", "HIP", 8), 1)).Only<AuthorizationSubmitted>().Need.Payer);
    }

    [Fact]
    public void The_answer_to_the_older_request_decides_nothing_any_more()
    {
        var waiting = Given.Case(Given.BlueMaple(8));
        waiting = waiting.After(AuthorizationDecider.Decide(waiting, Ask(Given.BlueMaple(12), 1)));
        Assert.Empty(AuthorizationDecider.Decide(waiting, Given.Want(new PayerAnswer("A1", 8, "N-1", Correction: 0))).Facts);
        var answered = waiting.After(AuthorizationDecider.Decide(waiting, Given.Want(new PayerAnswer("A1", 12, "N-2", Correction: 1))));
        Assert.Equal((12, 1, "N-2"), (answered.Covered, answered.Correction, answered.Prior!.Number));
        // A person at the billing desk answers for the request that is open.
        Assert.NotEmpty(AuthorizationDecider.Decide(waiting, Given.Want(new PayerAnswer("A1", 12))).Facts);
    }

    [Fact]
    public void What_needs_no_authorization_any_more_stops_the_payer()
    {
        var decision = AuthorizationDecider.Decide(Given.Case(Given.BlueMaple(8)), Ask(Given.BlueMaple(4), 1));
        Assert.Equal([typeof(AuthorizationCancelled), typeof(CoverageDetermined)], decision.Facts.Select(f => f.GetType()));
        var state = Given.Case(Given.BlueMaple(8)).After(decision);
        Assert.Equal((4, null), (state.Covered, state.Due));
    }

    [Fact]
    public void The_simulated_payer_answers_each_request_of_a_referral_for_itself()
    {
        Assert.NotEqual(new AskPayer(Given.Referral, "p", 8, new()).Id, new AskPayer(Given.Referral, "p", 8, new(), 1).Id);
        var asked = SimulatedRequest.Decide(SimulatedRequest.Initial, Given.Want(new AskPayer(Given.Referral, "p", 8, new(), 3)));
        var state = SimulatedRequest.Initial.After(asked);
        Assert.Equal(3, SimulatedRequest.Publish(state, asked.Facts, 1).OfType<Wire.AuthorizationAnswered>().Single().Correction);
    }
}
