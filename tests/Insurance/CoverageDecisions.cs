using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Tests.Insurance;

public class CoverageDecisions
{
    [Fact]
    public void A_prescription_within_the_benefit_is_covered_with_its_copay_and_end()
    {
        var decision = Given.Decide(Given.Harborview(8));
        Assert.Null(decision.Need);
        var d = decision.Determination;
        Assert.Equal((CoverageOutcome.Covered, CoverageReason.Covered, 8, 25m, 95m), (d.Outcome, d.ReasonCode, d.CoveredVisits, d.PatientShare, d.SelfPayPrice));
        Assert.Equal(new DateOnly(2027, 12, 31), d.CoveredUntil);
        Assert.Equal("harborview@1", d.Rule);
    }

    public static TheoryData<string, CoverageDetail> NotCovered() => new()
    {
        { "no-coverage", Given.Harborview(8) with { Coverage = null } },
        { "not-a-benefit", Given.Detail("Medicare", "MCPOL", 6) },
        { "not-a-benefit", Given.Detail("Dual Eligible", "MCPOL", 6) },
        { "no-prescription", Given.Harborview(8) with { HasPrescription = false } },
        { "coverage-inactive", Given.Detail("Harborview Health Plan", "HIP", 8, with: c => c with { Status = "cancelled" }) },
        { "coverage-ended", Given.Detail("Harborview Health Plan", "HIP", 8, with: c => c with { PeriodEnd = Given.Today.AddDays(-1) }) },
        { "coverage-not-started", Given.Detail("Harborview Health Plan", "HIP", 8, with: c => c with { PeriodStart = Given.Today.AddDays(1) }) },
    };

    [Theory]
    [MemberData(nameof(NotCovered))]
    public void The_patient_pays_and_hears_why(string code, CoverageDetail detail)
    {
        var d = Given.Decide(detail).Determination;
        Assert.Equal((CoverageOutcome.SelfPay, code, 0, 95m), (d.Outcome, d.ReasonCode.Code(), d.CoveredVisits, d.SelfPayPrice));
        Assert.Null(d.CoveredUntil);
        Assert.NotEmpty(d.Reason);
    }

    public static TheoryData<string, CoverageDetail> Doubtful() => new()
    {
        { "unknown-payer", Given.Detail("Nobody Mutual", "HIP", 8) },
        { "unknown-coverage-type", Given.Detail("Harborview Health Plan", "AUTOPOL", 8) },
        { "claim-number-missing", Given.Workers(6, claim: null) },
        { "claim-number-missing", Given.Auto(6, claim: " ") },
        { "member-id-missing", Given.Detail("Harborview Health Plan", "HIP", 8, with: c => c with { SubscriberId = null }) },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void What_data_does_not_decide_goes_to_a_person(string code, CoverageDetail detail)
    {
        var d = Given.Decide(detail).Determination;
        Assert.Equal((CoverageOutcome.Review, code), (d.Outcome, d.ReasonCode.Code()));
        Assert.DoesNotContain("Nobody", d.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  harborview health plan ")]
    [InlineData("HARBORVIEW HEALTH PLAN")]
    public void Payer_names_match_trimmed_and_without_regard_to_case(string name) =>
        Assert.Equal(CoverageOutcome.Covered, Given.Decide(Given.Detail(name, "HIP", 6)).Determination.Outcome);

    [Theory]
    [InlineData(0, 12, 12, "covered")]
    [InlineData(15, 12, 5, "benefit-limited")]
    [InlineData(20, 12, 0, "benefit-exhausted")]
    [InlineData(25, 12, 0, "benefit-exhausted")]
    public void A_year_covers_twenty_visits_across_referrals(int usedByOthers, int asked, int covered, string code)
    {
        var d = Given.Decide(Given.Harborview(asked), new(usedByOthers)).Determination;
        Assert.Equal((covered, code), (d.CoveredVisits, d.ReasonCode.Code()));
    }

    [Theory]
    [InlineData(0, 10, 10, "covered")]
    [InlineData(7_780, 10, 2, "fund-limited")]
    [InlineData(7_900, 10, 0, "fund-exhausted")]
    public void An_accident_fund_covers_what_its_money_buys(int spent, int asked, int covered, string code)
    {
        var d = Given.Decide(Given.Auto(asked), new(0, 0, spent)).Determination;
        Assert.Equal((covered, code, 0m), (d.CoveredVisits, d.ReasonCode.Code(), d.PatientShare));
    }

    [Theory]
    [InlineData(6, null)]
    [InlineData(7, 7)]
    public void A_payer_authorizes_the_whole_of_a_long_referral(int visits, int? asked) =>
        Assert.Equal(asked, Given.Decide(Given.BlueMaple(visits)).Need?.Visits);

    [Theory]
    [InlineData(6, 0, 0, 6)]
    [InlineData(12, 0, 6, 6)]
    [InlineData(4, 5, 3, 1)]
    [InlineData(4, 6, 4, 0)]
    public void A_claims_first_six_visits_need_no_authorization_across_referrals(int visits, int freeTaken, int asked, int free)
    {
        var need = Given.Decide(Given.Workers(visits), new(freeTaken, freeTaken)).Need;
        Assert.Equal((asked, free), (need?.Visits ?? 0, need?.FreeVisits ?? visits));
    }

    [Fact]
    public void Coinsurance_is_a_part_of_the_allowed_price() =>
        Assert.Equal(20m, Given.Decide(Given.Detail("Granite State Mutual", "HIP", 4)).Determination.PatientShare);

    [Fact]
    public void A_changed_rule_decides_and_shows_its_version()
    {
        var rules = Given.RulesWith("harborview", r => r with { VisitsPerYear = 4 });
        var d = Given.Decide(Given.Harborview(8), rules: rules).Determination;
        Assert.Equal((4, "harborview@2"), (d.CoveredVisits, d.Rule));
    }

    [Fact]
    public void Ids_of_members_and_claims_are_stored_hashed()
    {
        var account = Given.Decide(Given.Workers(6, "CL-4711")).Account!;
        Assert.DoesNotContain("4711", account.KeyOn(Given.Today), StringComparison.Ordinal);
        Assert.Equal(account, Given.Decide(Given.Workers(6, " cl-4711 ")).Account);
        Assert.NotEqual(account, Given.Decide(Given.Workers(6, "CL-4712")).Account);
        Assert.EndsWith("|2026", Given.Decide(Given.Harborview(6)).Account!.KeyOn(new(2026, 12, 31)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_seeded_rules_are_valid() =>
        Assert.All(Given.Seed(), s => Assert.Empty(PayerRuleValidator.Problems(s.Id, s.Rule, Given.Rules)));

    [Fact]
    public void A_wrong_rule_is_refused_with_every_problem_named()
    {
        var wrong = new PayerRule
        {
            Payers = ["Harborview Health Plan"],
            Pays = true,
            VisitsPerYear = 0,
            FundUsd = 5,
            AllowedPriceUsd = -1,
            Authorization = new(AuthorizationWhen.After),
            MemberShare = new(10, 120),
        };
        var fields = PayerRuleValidator.Problems("New Payer", wrong, Given.Rules).Select(p => p.Split(':')[0]).ToList();
        Assert.Equal(
        [
            "id", "name", "payers", "coverageTypes", "visitsPerYear", "fundUsd", "authorization.visits", "authorization.when", "memberShare",
            "memberShare.copayUsd", "memberShare.coinsurancePercent", "allowedPriceUsd",
        ], fields);
    }
}
