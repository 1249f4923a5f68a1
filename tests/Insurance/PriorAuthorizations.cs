using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.PayerSimulator;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Tests.Insurance;

public class PriorAuthorizations
{
    static readonly CoverageCase Waiting = Given.Case(Given.BlueMaple(10));

    [Fact]
    public void What_needs_no_authorization_is_determined_at_once()
    {
        var state = Given.Case(Given.Harborview(8));
        Assert.Null(state.Prior);
        Assert.Equal(8, state.Left);
        Assert.Null(state.Due);
    }

    [Theory]
    [InlineData("A1", 0, CoverageOutcome.Covered, 10, "authorized", AuthorizationStatus.Approved)]
    [InlineData("A2", 8, CoverageOutcome.Partial, 8, "partly-authorized", AuthorizationStatus.Partial)]
    [InlineData("A6", 5, CoverageOutcome.Partial, 5, "partly-authorized", AuthorizationStatus.Modified)]
    [InlineData("A2", 10, CoverageOutcome.Covered, 10, "authorized", AuthorizationStatus.Approved)]
    [InlineData("A2", 99, CoverageOutcome.Covered, 10, "authorized", AuthorizationStatus.Approved)]
    [InlineData("A2", 0, CoverageOutcome.SelfPay, 0, "authorization-denied", AuthorizationStatus.Denied)]
    [InlineData("A3", 4, CoverageOutcome.SelfPay, 0, "authorization-denied", AuthorizationStatus.Denied)]
    public void A_final_answer_determines_coverage(string code, int visits, CoverageOutcome outcome, int covered, string reason, AuthorizationStatus status)
    {
        var state = Waiting.After(AuthorizationDecider.Decide(Waiting, Given.Want(new PayerAnswer(code, visits, "N-1"))));
        Assert.Equal((outcome, covered, reason), (state.Determination!.Outcome, state.Determination.CoveredVisits, state.Determination.ReasonCode.Code()));
        Assert.Equal((status, "N-1"), (state.Prior!.Status, state.Prior.Number));
        Assert.Null(state.Due);
    }

    [Fact]
    public void A_denial_leaves_the_claims_free_visits()
    {
        var state = Given.Case(Given.Workers(12));
        state = state.After(AuthorizationDecider.Decide(state, Given.Want(new PayerAnswer("A3", 0, null))));
        Assert.Equal((CoverageOutcome.Partial, 6), (state.Determination!.Outcome, state.Covered));
    }

    [Theory]
    [InlineData("A1")]
    [InlineData("A2")]
    [InlineData("A3")]
    [InlineData("A4")]
    public void After_the_first_final_answer_no_answer_changes_anything(string second)
    {
        var state = Waiting.After(AuthorizationDecider.Decide(Waiting, Given.Want(new PayerAnswer("A2", 8, "N-1"))));
        var decision = AuthorizationDecider.Decide(state, Given.Want(new PayerAnswer(second, 3, "N-2")));
        Assert.Empty(decision.Facts);
        Assert.Empty(decision.Again);
    }

    [Theory]
    [InlineData("A4")]
    [InlineData("CT")]
    public void An_answer_that_is_not_final_pends_and_is_told_once(string code)
    {
        var pended = Waiting.After(AuthorizationDecider.Decide(Waiting, Given.Want(new PayerAnswer(code, 0, null))));
        Assert.Equal(AuthorizationStatus.Pended, pended.Prior!.Status);
        Assert.Empty(AuthorizationDecider.Decide(pended, Given.Want(new PayerAnswer(code, 0, null))).Facts);
        Assert.Equal(8, pended.After(AuthorizationDecider.Decide(pended, Given.Want(new PayerAnswer("A2", 8, null)))).Covered);
    }

    [Fact]
    public void A_silent_payer_is_asked_again_ever_more_rarely_and_comes_to_the_worklist()
    {
        var (state, now, waits) = (Waiting, Given.Now, new List<TimeSpan>());
        for (var ask = 1; ask <= 9; ask++)
        {
            Assert.Empty(AuthorizationDecider.Decide(state, Given.Want(new TimePassed(), state.Due!.Value.AddTicks(-1))).Facts);
            waits.Add(state.Due.Value - now);
            now = state.Due.Value;
            var decision = AuthorizationDecider.Decide(state, Given.Want(new TimePassed(), now));
            state = state.After(decision);
            var told = CoverageCasePublisher.Publish(state, decision.Facts, 2).ToList();
            Assert.Equal(10, told.OfType<Wire.AuthorizationSubmitted>().Single().Visits);
            Assert.Equal(ask == 1 ? 1 : 0, told.OfType<Wire.AuthorizationPended>().Count());
        }
        Assert.Equal([30, 60, 120, 240, 480, 960, 1920, 3840, 7680], waits.Select(w => w.TotalSeconds));
        Assert.True(state.Prior!.IsOpen && state.Prior.Asks > AuthorizationDecider.AsksBeforeWorklist);
    }

    [Fact]
    public void A_repeated_request_is_told_the_current_answer()
    {
        var pending = AuthorizationDecider.Decide(Waiting, Given.Ask(null));
        pending.Told<AuthorizationPended>();
        var answered = Waiting.After(AuthorizationDecider.Decide(Waiting, Given.Want(new PayerAnswer("A1", 10, null))));
        Assert.Equal(answered.Determination, AuthorizationDecider.Decide(answered, Given.Ask(null)).Told<CoverageDetermined>().Determination);
    }

    [Fact]
    public void What_went_to_a_person_is_decided_anew_when_asked_again()
    {
        var state = Given.Case(Given.Workers(6, claim: null));
        Assert.True(AuthorizationDecider.NeedsDecision(state, Given.Chain, 2));
        var same = AuthorizationDecider.Decide(state, Given.Ask(Given.Decide(Given.Workers(6, claim: null))));
        Assert.Equal(CoverageReason.ClaimNumberMissing, same.Told<CoverageDetermined>().Determination.ReasonCode);
        var mended = AuthorizationDecider.Decide(state, Given.Ask(Given.Decide(Given.Workers(6))));
        Assert.Equal(CoverageOutcome.Covered, mended.Only<CoverageDetermined>().Determination.Outcome);
    }

    [Fact]
    public void The_simulated_payer_pends_then_answers_and_says_the_same_when_asked_again()
    {
        var ask = SimulatedRequest.Decide(SimulatedRequest.Initial, Given.Want(new AskPayer(Given.Referral, "granite-state", 8, new() { PendSeconds = 3 })));
        var state = SimulatedRequest.Initial.After(ask);
        Assert.Equal("A4", Sent(state, ask.Facts).Single().Decision);
        Assert.Equal("A4", Sent(state, Ask(state).Again).Single().Decision);
        Assert.Empty(SimulatedRequest.Decide(state, Given.Want(new TimePassed(), Given.Now.AddSeconds(2))).Facts);
        state = state.After(SimulatedRequest.Decide(state, Given.Want(new TimePassed(), Given.Now.AddSeconds(3))));
        Assert.Null(state.Due);
        var again = Sent(state, Ask(state).Again).Single();
        Assert.Equal(("A1", 8), (again.Decision, again.Visits));

        static Decision<SimulatedFact> Ask(SimulatedRequest s) =>
            SimulatedRequest.Decide(s, Given.Want(new AskPayer(Given.Referral, "granite-state", 8, new() { PendSeconds = 3 })));
    }

    [Theory]
    [InlineData(null, false, "A1", 10, 1)]
    [InlineData(8, true, "A2", 8, 2)]
    [InlineData(0, false, "A3", 0, 1)]
    public void The_simulated_payer_behaves_as_the_rule_says(int? upTo, bool twice, string code, int visits, int times)
    {
        var ask = SimulatedRequest.Decide(SimulatedRequest.Initial, Given.Want(new AskPayer(Given.Referral, "p", 10, new() { ApproveUpTo = upTo, AnswersTwice = twice })));
        var sent = Sent(SimulatedRequest.Initial.After(ask), ask.Facts);
        Assert.Equal(times, sent.Count);
        Assert.All(sent, a => Assert.Equal((code, visits), (a.Decision, a.Visits)));
    }

    static IReadOnlyList<Wire.AuthorizationAnswered> Sent(SimulatedRequest state, IReadOnlyList<SimulatedFact> facts) =>
        [.. SimulatedRequest.Publish(state, facts, 1).Cast<Wire.AuthorizationAnswered>()];
}
