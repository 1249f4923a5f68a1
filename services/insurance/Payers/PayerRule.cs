using System.Text.Json.Serialization;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>What one payer pays for and what it asks first, as an operator enters it. Money is USD.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PayerRule
{
    /// <summary>How people call the payer; appears in reasons.</summary>
    public string Name { get; init; } = "";
    /// <summary>Display names by which a coverage's payor is recognised, compared trimmed and without regard to case.</summary>
    public IReadOnlyList<string> Payers { get; init; } = [];
    /// <summary>FHIR Coverage.type codes (v3-ActCode) under which this rule applies, e.g. HIP.</summary>
    public IReadOnlyList<string> CoverageTypes { get; init; } = [];
    /// <summary>False when the payer never pays for this service; <see cref="Reason"/> then says why.</summary>
    public bool Pays { get; init; }
    public string? Reason { get; init; }
    public bool RequiresPrescription { get; init; }
    /// <summary>Visits that the payer covers per member and calendar year, across referrals; null when it sets no limit.</summary>
    public int? VisitsPerYear { get; init; }
    public AuthorizationRule Authorization { get; init; } = new();
    public MemberShare MemberShare { get; init; } = new();
    /// <summary>True for workers' compensation and auto: benefits are then counted per claim, not per member and year.</summary>
    public bool RequiresClaimNumber { get; init; }
    /// <summary>The claim's money fund in USD, of which each visit takes the allowed price; null when visits are not paid from a fund.</summary>
    public decimal? FundUsd { get; init; }
    /// <summary>Price of one visit that the payer allows (for <c>self-pay</c>: that the patient pays), USD, above 0.</summary>
    public decimal? AllowedPriceUsd { get; init; }
}

/// <summary>When a payer wants to authorise visits before they take place.</summary>
public enum AuthorizationWhen
{
    [JsonStringEnumMemberName("never")] Never,
    [JsonStringEnumMemberName("always")] Always,
    /// <summary>A referral of more than n visits is authorised as a whole.</summary>
    [JsonStringEnumMemberName("above")] Above,
    /// <summary>The first n visits of a claim, across its referrals, are free of authorisation; each further one needs it.</summary>
    [JsonStringEnumMemberName("after")] After,
}

/// <param name="When">never, always, above (per referral) or after (per claim) n visits.</param>
/// <param name="Visits">n, 1–60, for above and after.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AuthorizationRule(AuthorizationWhen When = AuthorizationWhen.Never, int? Visits = null)
{
    /// <summary>How many of the visits may take place without authorisation.</summary>
    /// <param name="visits">Visits to be covered.</param>
    /// <param name="freeTaken">Visits of the claim that other referrals take free of authorisation.</param>
    public int FreeVisits(int visits, int freeTaken) => When switch
    {
        AuthorizationWhen.Never => visits,
        AuthorizationWhen.Above => visits <= Visits ? visits : 0,
        AuthorizationWhen.After => Math.Clamp((Visits ?? 0) - freeTaken, 0, visits),
        _ => 0,
    };
}

/// <summary>The member's part of one visit: a fixed copay in USD, or a percentage of the allowed price; neither: nothing.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MemberShare(decimal? CopayUsd = null, decimal? CoinsurancePercent = null)
{
    /// <summary>The member's part in USD, whole cents.</summary>
    public decimal Of(decimal allowedPrice) =>
        CopayUsd ?? Math.Round(allowedPrice * (CoinsurancePercent ?? 0) / 100, 2, MidpointRounding.AwayFromZero);
}
