using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Insurance.Benefits;

/// <summary>What is already taken from a benefit by reserved and used visits.</summary>
/// <param name="FreeVisits">Those of the visits that take place without authorisation because they are the claim's first.</param>
/// <param name="Money">USD.</param>
public sealed record BenefitUse(int Visits = 0, int FreeVisits = 0, decimal Money = 0)
{
    public static BenefitUse None { get; } = new();
    public static BenefitUse operator +(BenefitUse a, BenefitUse b) => new(a.Visits + b.Visits, a.FreeVisits + b.FreeVisits, a.Money + b.Money);
}

/// <summary>Whose benefit a referral's visits are counted against, and its limits by the payer's rule.</summary>
public sealed record Account
{
    /// <summary>Id of the payer rule.</summary>
    public required string Payer { get; init; }
    /// <summary>Pseudonym of the subscriber id or claim number.</summary>
    public required string Holder { get; init; }
    /// <summary>Counted per claim; else per member and calendar year.</summary>
    public required bool PerClaim { get; init; }
    public int? VisitLimit { get; init; }
    public int? FreeLimit { get; init; }
    /// <summary>USD.</summary>
    public decimal? Fund { get; init; }
    /// <summary>What one visit takes from the fund, USD.</summary>
    public required decimal Price { get; init; }

    /// <summary>An account without limits, for units whose payer no longer counts any.</summary>
    public static Account Unlimited { get; } = new() { Payer = "", Holder = "", PerClaim = false, Price = 0 };

    /// <summary>Id of the benefit document that a visit on that day is counted in.</summary>
    public string KeyOn(DateOnly date) => PerClaim ? $"{Payer}|claim|{Holder}" : $"{Payer}|{Holder}|{date.Year}";

    /// <summary>Visits that the benefit still has room for, 0 or more; <see cref="int.MaxValue"/> without a limit.</summary>
    public int VisitsLeft(BenefitUse use) => Math.Max(0, Math.Min(
        VisitLimit is { } visits ? visits - use.Visits : int.MaxValue,
        Fund is { } fund ? (int)Math.Floor((fund - use.Money) / Price) : int.MaxValue));

    /// <summary>The first limit that the use would pass, null when it keeps all.</summary>
    public UnitsRefusal? Passed(BenefitUse use) =>
        use.Visits > VisitLimit ? UnitsRefusal.BenefitExhausted
        : use.Money > Fund ? UnitsRefusal.FundExhausted
        : use.FreeVisits > FreeLimit ? UnitsRefusal.UnitsExhausted
        : null;

    /// <summary>The account of a coverage; null when its payer's rule counts nothing across referrals.</summary>
    public static Account? Of(VersionedRule rule, string? subscriberId, string? claimNumber, Func<string, string> pseudonym)
    {
        var freeLimit = rule.Rule.Authorization.When == AuthorizationWhen.After ? rule.Rule.Authorization.Visits : null;
        var holder = rule.Rule.RequiresClaimNumber ? claimNumber : subscriberId;
        if (string.IsNullOrWhiteSpace(holder) || (rule.Rule.VisitsPerYear ?? freeLimit) is null && rule.Rule.FundUsd is null) return null;
        return new()
        {
            Payer = rule.Id,
            Holder = pseudonym($"{rule.Id}|{Normal(holder)}"),
            PerClaim = rule.Rule.RequiresClaimNumber,
            VisitLimit = rule.Rule.VisitsPerYear,
            FreeLimit = freeLimit,
            Fund = rule.Rule.FundUsd,
            Price = rule.Rule.AllowedPriceUsd ?? 0,
        };
    }

    /// <summary>Numbers are written with and without spaces, in either case.</summary>
    static string Normal(string holder) => holder.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
