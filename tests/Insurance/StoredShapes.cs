using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>
/// What is stored, by name and shape, as it was: another version of the service reads it. Set UPDATE_SNAPSHOTS=1 to accept a change that
/// only adds.
/// </summary>
public class StoredShapes
{
    static readonly DateTimeOffset At = Given.Now;

    public StoredShapes()
    {
        MongoSetup.RegisterConventions();
        foreach (var family in new[] { typeof(CoverageCaseFact), typeof(BenefitFact) }) MongoSetup.RegisterFamily(family);
    }

    static IReadOnlyList<CoverageCaseFact> CaseFacts()
    {
        var decision = Given.Decide(Given.Workers(12));
        VisitUnit visit = new(1, Given.Today, UnitState.Reserved, "payer|claim|hash", true);
        return
        [
            new CoverageDetermined("r", "c", decision.Determination, decision.Account),
            new AuthorizationSubmitted("r", "c", decision.Determination, decision.Account, decision.Need!, 4, At),
            new AuthorizationSubmittedAgain("r", At), new AuthorizationPended("r", "why"), new AuthorizationAnswered("r", "A2", AuthorizationStatus.Partial, 3, "N-1"),
            new AuthorizationCancelled("r"), new UnitsIntended("r", 1, [visit], At), new UnitsReserved("r", 1),
            new UnitsRefused("r", "c", 1, UnitsRefusal.Released, "why", At), new UnitsGivenUp("r", "c", 1, 9, At), new UnitsReleased("r", 1),
            new VisitSettled("r", 1, visit, At), new BenefitsFollowed("r"),
        ];
    }

    static readonly Unit Spent = new("k", "r", 1, 2, UnitState.Used, false, 110.50m);

    /// <summary>A case that has everything a case can have: answered, reserved, used, given up.</summary>
    static CoverageCase Case()
    {
        var world = new World();
        world.Cover("r", Given.Decide(Given.Workers(12)), version: 3);
        var state = world["r"].After(AuthorizationDecider.Decide(world["r"], Given.Want(new PayerAnswer("A2", 3, "N-1"))));
        state = state.After(UnitsDecider.Decide(state, Given.Want(Given.UnitsRequested(1, Given.Visits(20)))));
        state = state.After(UnitsDecider.Decide(state, Given.Want(Given.UnitsRequested(2, Given.Visits(9)))));
        return state.After(ReleaseDecider.Decide(state, Given.Release(2, [Given.Visits(1)[0]], "cancelled", 7)));
    }

    public static TheoryData<string> Shapes => [.. All.Keys];

    static readonly Dictionary<string, Func<object>> All = new()
    {
        ["coverage-cases"] = () => new Document<CoverageCase, CoverageCaseFact>
        {
            Id = "r", Chain = Given.Chain, Version = 1, At = At, Due = At, State = Case(), History = [.. CaseFacts().Select(Recorded)],
        },
        ["benefits"] = () => new Document<Benefit, BenefitFact>
        {
            Id = "k", Chain = "*", Version = 1, At = At, State = new() { Units = [Spent] },
            History = [.. new BenefitFact[] { new UnitsTaken([Spent]), new UnitsReturned([Spent]), new UnitsSpent([Spent]) }.Select(Recorded)],
        },
        ["payer-rules"] = () => Versioned<PayerRule>.After(
            Versioned<PayerRule>.After(null, "p", Given.Seed()[1].Rule, new("person", "o", "operator", "*"), null, At), "p", Given.Seed()[^1].Rule, Actor.Service("seed"), "why", At),
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_document_is_stored_as_it_was_and_reads_back(string collection)
    {
        var value = All[collection]();
        var stored = value.ToBsonDocument(value.GetType());
        var now = stored.ToJson(new JsonWriterSettings { Indent = true, OutputMode = JsonOutputMode.RelaxedExtendedJson }) + "\n";
        var file = Path.Combine(Given.Root, "tests/Insurance/Snapshots", $"{collection}.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") File.WriteAllText(file, now);
        Assert.True(File.Exists(file), $"{collection} has no snapshot yet: run once with UPDATE_SNAPSHOTS=1 and commit it");
        Assert.Equal(File.ReadAllText(file), now);
        Assert.Equal(stored, BsonSerializer.Deserialize(BsonDocument.Parse(File.ReadAllText(file)), value.GetType()).ToBsonDocument(value.GetType()));
        Assert.DoesNotContain("ReadOnlyArray", now, StringComparison.Ordinal);
        Assert.DoesNotContain("\"_v\"", now, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_fact_is_pinned() => Assert.Equal(
        typeof(CoverageCase).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(CoverageCaseFact))).Select(t => t.Name).Order(),
        CaseFacts().Select(f => f.GetType().Name).Order());

    static Recorded<T> Recorded<T>(T fact) => new(fact, At, new("person", "me", "billing", Given.Chain), 1, null);
}
