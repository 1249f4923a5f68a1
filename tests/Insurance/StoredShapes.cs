using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.PayerSimulator;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>What is stored reads back as it was: states, and every kind of fact.</summary>
public class StoredShapes
{
    static readonly DateTimeOffset At = Given.Now;

    public StoredShapes()
    {
        MongoSetup.RegisterConventions();
        foreach (var family in new[] { typeof(AuthorizationFact), typeof(BenefitFact), typeof(SimulatedFact), typeof(RuleFact) }) MongoSetup.RegisterFamily(family);
    }

    public static TheoryData<AuthorizationFact> AuthorizationFacts()
    {
        var decision = Given.Decide(Given.Workers(12));
        VisitUnit visit = new(1, Given.Today, UnitState.Reserved, "payer|claim|hash", true);
        return
        [
            new Determined("r", "c", decision.Determination, decision.Account),
            new Submitted("r", "c", decision.Determination, decision.Account, decision.Need!, At),
            new SubmittedAgain("r", At), new Pended("r", "why"), new Answered("r", "A2", AuthorizationStatus.Partial, 3, "N-1"),
            new UnitsIntended("r", 1, [visit], At), new UnitsCommitted("r", 1), new UnitsDenied("r", "c", 1, "released", "why", At),
            new UnitsGivenBack("r", 1, At), new VisitSettled("r", 1, visit, At), new BenefitsFollowed("r"),
        ];
    }

    [Theory]
    [MemberData(nameof(AuthorizationFacts))]
    public void Authorization_facts_read_back(AuthorizationFact fact) => Same(new Recorded<AuthorizationFact>(fact, At, "me", 1, null));

    [Fact]
    public void Benefit_facts_read_back()
    {
        Unit unit = new("k", "r", 1, 2, UnitState.Used, false, 110.50m);
        foreach (BenefitFact fact in new BenefitFact[] { new UnitsTaken([unit]), new UnitsReturned([unit]), new UnitsSpent([unit]) })
            Same(new Recorded<BenefitFact>(fact, At, "me", 1, null));
        Same(new Benefit { Units = [unit] });
    }

    [Fact]
    public void Simulated_requests_and_rules_read_back()
    {
        var asked = new Asked("r", "p", 3, new(8, 3, true), At);
        foreach (SimulatedFact fact in new SimulatedFact[] { asked, new ToldToWait(), new Decided("A1", 3, "N") })
            Same(new Recorded<SimulatedFact>(fact, At, "me", 1, null));
        Same(new SimulatedRequest { Request = asked, Answer = new("A1", 3, null) });
        foreach (var (_, rule) in Given.Seed()) Same(new RuleDocument { Rule = rule, RuleVersion = 2 });
    }

    [Fact]
    public void A_case_in_full_reads_back()
    {
        var state = Given.Case(Given.Workers(12));
        state = state.After(AuthorizationDecider.Answer(state, new("A2", 3, "N-1")));
        state = state.After(UnitsDecider.Reserve(state, Given.Referral, Given.Chain, 1, Given.Visits(9), At));
        Same(new Document<Authorization, AuthorizationFact> { Id = Given.Referral, State = state, Due = state.Due });
    }

    static void Same<T>(T value)
    {
        var stored = value.ToBsonDocument();
        var read = BsonSerializer.Deserialize<T>(stored);
        Assert.Equal(stored, read.ToBsonDocument());
        Assert.DoesNotContain("ReadOnlyArray", stored.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("_v", stored.ToJson(), StringComparison.Ordinal);
    }
}
