using System.Text.RegularExpressions;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>Names everything that is wrong with a payer rule, each problem with its field and what to do.</summary>
public static partial class PayerRuleValidator
{
    const int MostVisits = 60;

    /// <summary>The problems, none when the rule may be stored.</summary>
    /// <param name="id">Id of the rule's document.</param>
    /// <param name="others">The rules in force, to notice a payer that another rule already names.</param>
    public static IReadOnlyList<string> Problems(string id, PayerRule rule, RuleBook others) =>
    [
        .. Check(!Slug().IsMatch(id), "id: use lower-case letters, digits and hyphens, 2–40 of them"),
        .. Check(string.IsNullOrWhiteSpace(rule.Name), "name: say how people call the payer"),
        .. id == RuleBook.SelfPayId ? SelfPay(rule) : Payer(id, rule, others),
        .. Check(rule.AllowedPriceUsd is <= 0 or > 10_000, "allowedPriceUsd: a price of one visit above 0 and up to 10000"),
    ];

    static IEnumerable<string> SelfPay(PayerRule rule) =>
    [
        .. Check(rule.AllowedPriceUsd is null, "allowedPriceUsd: the price that a self-paying patient pays for one visit is missing"),
        .. Check(rule.Pays, "pays: self-pay is no payer; set false"),
        .. Check(rule.Payers.Count > 0, "payers: self-pay stands for no payer; leave it empty"),
    ];

    static IEnumerable<string> Payer(string id, PayerRule rule, RuleBook others) =>
    [
        .. Check(rule.Payers.Count == 0 || rule.Payers.Any(string.IsNullOrWhiteSpace), "payers: name at least one payer, none of them empty"),
        .. rule.Payers.SelectMany(name => Check(others.ForPayer(name) is { } other && other.Id != id,
            $"payers: \"{name}\" is already named by the rule {others.ForPayer(name)?.Id}; a payer has one rule")),
        .. Check(rule.CoverageTypes.Count == 0 || rule.CoverageTypes.Any(string.IsNullOrWhiteSpace), "coverageTypes: name at least one Coverage.type code, e.g. HIP"),
        .. Check(!rule.Pays && string.IsNullOrWhiteSpace(rule.Reason), "reason: say why this payer does not pay"),
        .. rule.Pays ? Paying(rule) : [],
    ];

    static IEnumerable<string> Paying(PayerRule rule) =>
    [
        .. Check(rule.AllowedPriceUsd is null, "allowedPriceUsd: the price of one visit that the payer allows is missing"),
        .. Check(rule.VisitsPerYear is < 1 or > 366, "visitsPerYear: 1–366, or leave it out for no limit"),
        .. Check(rule.VisitsPerYear is not null && rule.RequiresClaimNumber, "visitsPerYear: benefits of a claim are not counted by year; leave it out"),
        .. Check(rule.FundUsd is <= 0, "fundUsd: a sum above 0, or leave it out"),
        .. Check(rule.FundUsd is not null && !rule.RequiresClaimNumber, "fundUsd: a fund belongs to a claim; set requiresClaimNumber"),
        .. Check(Counts(rule.Authorization) && rule.Authorization.Visits is null or < 1 or > MostVisits, $"authorization.visits: 1–{MostVisits} with above and after"),
        .. Check(!Counts(rule.Authorization) && rule.Authorization.Visits is not null, "authorization.visits: only with above and after"),
        .. Check(rule.Authorization.When == AuthorizationWhen.After && !rule.RequiresClaimNumber, "authorization.when: after counts per claim; set requiresClaimNumber"),
        .. Check(rule.MemberShare is { CopayUsd: not null, CoinsurancePercent: not null }, "memberShare: copayUsd or coinsurancePercent, not both"),
        .. Check(rule.MemberShare.CopayUsd is < 0 || rule.MemberShare.CopayUsd > rule.AllowedPriceUsd, "memberShare.copayUsd: 0 up to the allowed price"),
        .. Check(rule.MemberShare.CoinsurancePercent is < 0 or > 100, "memberShare.coinsurancePercent: 0–100"),
    ];

    static bool Counts(AuthorizationRule rule) => rule.When is AuthorizationWhen.Above or AuthorizationWhen.After;

    static string[] Check(bool wrong, string problem) => wrong ? [problem] : [];

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,39}$")]
    private static partial Regex Slug();
}
