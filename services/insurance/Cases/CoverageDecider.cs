using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>Which of a referral's visits are covered, by the payer's rule. Pure: everything it needs comes in.</summary>
public static class CoverageDecider
{
    /// <param name="account">Where the visits are counted: <see cref="AccountOf"/>.</param>
    /// <param name="usedByOthers">What other referrals take from the same benefit (this year's, or the claim's).</param>
    /// <param name="today">The calendar day at the clinics.</param>
    public static CoverageDecision Decide(CoverageDetail detail, RuleBook rules, Account? account, BenefitUse usedByOthers, DateOnly today)
    {
        if (detail.Coverage is not { } coverage)
            return NotCovered(detail, rules, null, CoverageOutcome.SelfPay, CoverageReason.NoCoverage, "The referral names no coverage, so the patient pays.");
        if (rules.ForPayer(coverage.Payer) is not { } rule)
            return NotCovered(detail, rules, null, CoverageOutcome.Review, CoverageReason.UnknownPayer, "No payer rule knows the payer that the coverage names: add the payer to a rule, or correct the coverage.");
        return Hindrance(coverage, rule.Rule, detail.HasPrescription, today) is { } hindrance
            ? NotCovered(detail, rules, rule, hindrance.Outcome, hindrance.Code, hindrance.Words)
            : WithinBenefit(detail, coverage, rules, rule, account, usedByOthers);
    }

    /// <summary>Where the visits of this coverage are counted; null when nothing counts them across referrals.</summary>
    /// <param name="pseudonym">Makes the id under which a member or a claim is counted, so that its number is not stored.</param>
    public static Account? AccountOf(CoverageDetail detail, RuleBook rules, Func<string, string> pseudonym) =>
        detail.Coverage is { } coverage && rules.ForPayer(coverage.Payer) is { Rule.Pays: true } rule
            ? Account.Of(rule, coverage.SubscriberId, coverage.ClaimNumber, pseudonym)
            : null;

    /// <summary>The final decision once the payer has answered.</summary>
    /// <param name="full">The decision as it is with everything authorised.</param>
    /// <param name="certified">Visits that the payer authorised, 0 up to those asked for.</param>
    public static Determination Certify(Determination full, AuthorizationNeed need, int certified)
    {
        if (certified >= need.Visits)
            return full.Outcome == CoverageOutcome.Covered
                ? full with { ReasonCode = CoverageReason.Authorized, Reason = $"{need.PayerName} authorized {Visits(need.Visits)}; all {full.RequestedVisits} are covered." }
                : full with { Reason = $"{full.Reason} {need.PayerName} authorized {Visits(need.Visits)}." };
        var covered = need.FreeVisits + certified;
        var rest = full.RequestedVisits - covered;
        return covered == 0
            ? full with
            {
                Outcome = CoverageOutcome.SelfPay,
                CoveredVisits = 0,
                PatientShare = 0,
                CoveredUntil = null,
                ReasonCode = CoverageReason.AuthorizationDenied,
                Reason = $"{need.PayerName} authorized none of {Visits(need.Visits)} asked for, so the patient pays.",
            }
            : full with
            {
                Outcome = CoverageOutcome.Partial,
                CoveredVisits = covered,
                ReasonCode = certified == 0 ? CoverageReason.AuthorizationDenied : CoverageReason.PartlyAuthorized,
                Reason = $"{need.PayerName} authorized {certified} of {Visits(need.Visits)} asked for" +
                         (need.FreeVisits > 0 ? $", besides {need.FreeVisits} that need no authorization" : "") +
                         $"; {Visits(rest)} of {full.RequestedVisits} {(rest == 1 ? "is" : "are")} not covered.",
            };
    }

    static (CoverageOutcome Outcome, CoverageReason Code, string Words)? Hindrance(CoverageOnFile coverage, PayerRule rule, bool prescribed, DateOnly today)
    {
        if (!rule.CoverageTypes.Contains(coverage.Type, StringComparer.OrdinalIgnoreCase))
            return (CoverageOutcome.Review, CoverageReason.UnknownCoverageType, $"{rule.Name} has no rule for this type of coverage, only for {string.Join(", ", rule.CoverageTypes)}: correct the coverage or the rule.");
        if (!rule.Pays) return (CoverageOutcome.SelfPay, CoverageReason.NotABenefit, rule.Reason ?? $"{rule.Name} does not pay for medical massage.");
        if (coverage.Status != "active") return (CoverageOutcome.SelfPay, CoverageReason.CoverageInactive, $"The coverage by {rule.Name} is not active, so the patient pays.");
        if (today < coverage.PeriodStart) return (CoverageOutcome.SelfPay, CoverageReason.CoverageNotStarted, $"The coverage by {rule.Name} starts on {coverage.PeriodStart:yyyy-MM-dd}; until then the patient pays.");
        if (today > coverage.PeriodEnd) return (CoverageOutcome.SelfPay, CoverageReason.CoverageEnded, $"The coverage by {rule.Name} ended on {coverage.PeriodEnd:yyyy-MM-dd}, so the patient pays.");
        // Rule S5: without a prescription that is part of a treatment plan the insurer may not pay.
        if (rule.RequiresPrescription && !prescribed) return (CoverageOutcome.SelfPay, CoverageReason.NoPrescription, $"{rule.Name} pays only with a prescription that is part of a treatment plan; there is none, so the patient pays.");
        if (rule.RequiresClaimNumber && string.IsNullOrWhiteSpace(coverage.ClaimNumber))
            return (CoverageOutcome.Review, CoverageReason.ClaimNumberMissing, $"{rule.Name} pays by claim, and the coverage has no claim number: ask the hospital for it.");
        if (!rule.RequiresClaimNumber && string.IsNullOrWhiteSpace(coverage.SubscriberId))
            return (CoverageOutcome.Review, CoverageReason.MemberIdMissing, $"{rule.Name} pays by member, and the coverage has no subscriber id: ask the hospital for it.");
        return null;
    }

    static CoverageDecision WithinBenefit(CoverageDetail detail, CoverageOnFile coverage, RuleBook rules, VersionedRule rule, Account? account, BenefitUse usedByOthers)
    {
        var name = rule.Rule.Name;
        var visits = Math.Min(detail.Visits, account?.VisitsLeft(usedByOthers) ?? int.MaxValue);
        var (limit, exhausted, limited) = account?.Fund is null
            ? ("this year's benefit", CoverageReason.BenefitExhausted, CoverageReason.BenefitLimited)
            : ("the claim's fund", CoverageReason.FundExhausted, CoverageReason.FundLimited);
        if (visits == 0)
            return NotCovered(detail, rules, rule, CoverageOutcome.SelfPay, exhausted, $"By the rule of {name}, {limit} is used up, so the patient pays.");

        var all = visits == detail.Visits;
        var determination = new Determination
        {
            Outcome = all ? CoverageOutcome.Covered : CoverageOutcome.Partial,
            RequestedVisits = detail.Visits,
            CoveredVisits = visits,
            ReasonCode = all ? CoverageReason.Covered : limited,
            Reason = all
                ? $"{name} covers all {Visits(visits)}."
                : $"{name} covers {visits} of {Visits(detail.Visits)}: {limit} has room for no more.",
            PatientShare = rule.Rule.MemberShare.Of(rule.Rule.AllowedPriceUsd ?? 0),
            SelfPayPrice = rules.SelfPayPrice,
            CoveredUntil = coverage.PeriodEnd,
            Rule = rule.Reference,
        };
        var free = rule.Rule.Authorization.FreeVisits(visits, usedByOthers.FreeVisits);
        return new(determination, account, free < visits ? new(rule.Id, name, visits - free, free) : null);
    }

    static CoverageDecision NotCovered(CoverageDetail detail, RuleBook rules, VersionedRule? rule, CoverageOutcome outcome, CoverageReason code, string words) => new(new()
    {
        Outcome = outcome,
        RequestedVisits = detail.Visits,
        ReasonCode = code,
        Reason = words,
        SelfPayPrice = rules.SelfPayPrice,
        Rule = rule?.Reference,
    });

    static string Visits(int count) => count == 1 ? "1 visit" : $"{count} visits";
}
