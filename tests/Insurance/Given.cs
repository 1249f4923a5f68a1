using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>Where tests start from: the seeded payer rules and a member of each kind.</summary>
static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Today = new(2026, 11, 23);
    public const string Referral = "0123456789abcdef0123456789abcdef";
    public const string Chain = "bay-state-therapy";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Root => Repository.Root;

    /// <summary>The rules that the local stack is seeded with.</summary>
    public static RuleBook Rules { get; } = new([.. Seed().Select(s => new VersionedRule(s.Id, 1, s.Rule))]);

    /// <summary>How the payers answer that the local stack simulates.</summary>
    public static PayerSimulator.SimulatedPayers Payers { get; } = PayerSimulator.SimulatedPayers.Read(Path.Combine(Root, "deploy/payer-simulator/payers.json"));

    public static IReadOnlyList<(string Id, PayerRule Rule)> Seed()
    {
        using var seed = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "deploy/local/Seed/insurance.json")));
        return [.. seed.RootElement.EnumerateArray().Select(e =>
            (e.GetProperty("path").GetString()!.Split('/')[^1], e.GetProperty("body").Deserialize<PayerRule>(Json)!))];
    }

    /// <summary>The rules with one of them changed.</summary>
    public static RuleBook RulesWith(string id, Func<PayerRule, PayerRule> change) =>
        new([.. Rules.Rules.Select(r => r.Id == id ? r with { Version = r.Version + 1, Rule = change(r.Rule) } : r)]);

    public static CoverageDetail Detail(string payer, string type, int visits, string? claim = null, Func<CoverageOnFile, CoverageOnFile>? with = null, bool prescribed = true)
    {
        var coverage = new CoverageOnFile(type, payer, "M100", claim, "active", new(2026, 1, 1), new(2027, 12, 31));
        return new() { ReferralId = Referral, Chain = Chain, Visits = visits, HasPrescription = prescribed, Coverage = with is null ? coverage : with(coverage) };
    }

    public static CoverageDetail Harborview(int visits) => Detail("Harborview Health Plan", "HIP", visits);
    public static CoverageDetail BlueMaple(int visits) => Detail("Blue Maple Insurance", "HIP", visits);
    public static CoverageDetail Workers(int visits, string? claim = "CL-1") => Detail("Commonwealth Workers Compensation Fund", "WCBPOL", visits, claim);
    public static CoverageDetail Auto(int visits, string? claim = "CL-2") => Detail("Minuteman Auto Insurance", "AUTOPOL", visits, claim);

    public static Pseudonyms Pseudonyms { get; } = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    public static Account? Account(CoverageDetail detail, RuleBook? rules = null) => CoverageDecider.AccountOf(detail, rules ?? Rules, Pseudonyms.Of);

    public static CoverageDecision Decide(CoverageDetail detail, BenefitUse? used = null, RuleBook? rules = null) =>
        CoverageDecider.Decide(detail, rules ?? Rules, Account(detail, rules), used ?? BenefitUse.None, Today);

    /// <summary>Something wanted, now or at another time.</summary>
    public static Command<T> Want<T>(T what, DateTimeOffset? at = null) => new(what, Actor.Service("test"), at ?? Now);

    /// <summary>A request for coverage, as a service hears it.</summary>
    public static Command<Determine> Ask(CoverageDecision? decision, string referral = Referral, long version = 1) => Want(new Determine(referral, Chain, version, decision));

    public static UnitsRequested UnitsRequested(int attempt, IReadOnlyList<PlannedVisit> visits, string referral = "r") =>
        new() { ReferralId = referral, Version = 1, Attempt = attempt, Chain = Chain, Visits = visits };

    /// <summary>A release as the referral asks for it.</summary>
    public static Command<ReleaseUnits> Release(int attempt, IReadOnlyList<PlannedVisit>? completed = null, string reason = "series-released", long version = 1, string referral = "r") =>
        Want(new ReleaseUnits(new() { ReferralId = referral, Version = version, Attempt = attempt, Reason = reason, Completed = completed }, Chain));

    /// <summary>A coverage case after its coverage was asked for.</summary>
    public static CoverageCase Case(CoverageDetail detail, string referral = Referral) =>
        CoverageCase.Initial.After(AuthorizationDecider.Decide(CoverageCase.Initial, Ask(Decide(detail), referral)));

    public static TState After<TState, TFact>(this TState state, Decision<TFact> decision) where TState : IAggregate<TState, TFact>
    {
        Assert.Null(decision.Refusal);
        return decision.Facts.Aggregate(state, (s, fact) => s.Evolve(fact));
    }

    /// <summary>The one fact that a decision adds.</summary>
    public static TFact Only<TFact>(this Decision<CoverageCaseFact> decision) where TFact : CoverageCaseFact
    {
        Assert.Empty(decision.Again);
        return Assert.IsType<TFact>(Assert.Single(decision.Facts));
    }

    /// <summary>The answer that a decision only tells again.</summary>
    public static TFact Told<TFact>(this Decision<CoverageCaseFact> decision) where TFact : CoverageCaseFact
    {
        Assert.Empty(decision.Facts);
        return Assert.IsType<TFact>(Assert.Single(decision.Again));
    }

    public static IReadOnlyList<PlannedVisit> Visits(int count, DateOnly? first = null) =>
        [.. Enumerable.Range(1, count).Select(n => new PlannedVisit { Visit = n, Date = (first ?? Today).AddDays(7 * n) })];
}
