using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>What insurance says of a referral.</summary>
public enum CoverageOutcome
{
    /// <summary>Every visit asked for is covered.</summary>
    [JsonStringEnumMemberName("covered")] Covered,
    /// <summary>Some are; the reason names the rest.</summary>
    [JsonStringEnumMemberName("partial")] Partial,
    /// <summary>None is: the patient pays, after accepting an estimate.</summary>
    [JsonStringEnumMemberName("self-pay")] SelfPay,
    /// <summary>The data does not decide it: a person does.</summary>
    [JsonStringEnumMemberName("review")] Review,
}

/// <summary>Why coverage is decided as it is.</summary>
public enum CoverageReason
{
    [JsonStringEnumMemberName("covered")] Covered,
    [JsonStringEnumMemberName("benefit-limited")] BenefitLimited,
    [JsonStringEnumMemberName("benefit-exhausted")] BenefitExhausted,
    [JsonStringEnumMemberName("fund-limited")] FundLimited,
    [JsonStringEnumMemberName("fund-exhausted")] FundExhausted,
    [JsonStringEnumMemberName("authorized")] Authorized,
    [JsonStringEnumMemberName("partly-authorized")] PartlyAuthorized,
    [JsonStringEnumMemberName("authorization-denied")] AuthorizationDenied,
    [JsonStringEnumMemberName("no-coverage")] NoCoverage,
    [JsonStringEnumMemberName("not-a-benefit")] NotABenefit,
    [JsonStringEnumMemberName("no-prescription")] NoPrescription,
    [JsonStringEnumMemberName("coverage-inactive")] CoverageInactive,
    [JsonStringEnumMemberName("coverage-not-started")] CoverageNotStarted,
    [JsonStringEnumMemberName("coverage-ended")] CoverageEnded,
    [JsonStringEnumMemberName("unknown-payer")] UnknownPayer,
    [JsonStringEnumMemberName("unknown-coverage-type")] UnknownCoverageType,
    [JsonStringEnumMemberName("claim-number-missing")] ClaimNumberMissing,
    [JsonStringEnumMemberName("member-id-missing")] MemberIdMissing,
}

/// <summary>Why an attempt gets no units.</summary>
public enum UnitsRefusal
{
    /// <summary>More visits than are covered, or the claim's free visits are taken.</summary>
    [JsonStringEnumMemberName("units-exhausted")] UnitsExhausted,
    [JsonStringEnumMemberName("benefit-exhausted")] BenefitExhausted,
    [JsonStringEnumMemberName("fund-exhausted")] FundExhausted,
    /// <summary>The attempt was given up before, or a newer one took its place.</summary>
    [JsonStringEnumMemberName("released")] Released,
    [JsonStringEnumMemberName("not-covered")] NotCovered,
}

/// <summary>Reasons and outcomes as codes on the wire (each enum member names its own, as in JSON) and as words.</summary>
public static class Reasons
{
    /// <summary>Of a release: the referral is cancelled or rejected.</summary>
    public const string Cancelled = "cancelled";

    static readonly ConcurrentDictionary<Enum, string> Codes = new();

    public static string Code(this Enum value) => Codes.GetOrAdd(value, v =>
        v.GetType().GetField(v.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    /// <summary>True when coverage should be decided anew: another referral took what the decision counted on.</summary>
    public static bool IsWant(this UnitsRefusal refusal) => refusal is UnitsRefusal.UnitsExhausted or UnitsRefusal.BenefitExhausted or UnitsRefusal.FundExhausted;

    public static string Words(this UnitsRefusal refusal) => refusal switch
    {
        UnitsRefusal.BenefitExhausted => "The benefit has not enough visits left: other referrals of the same member or claim have taken them.",
        UnitsRefusal.FundExhausted => "The claim's fund has not enough money left: other referrals of the same claim have taken it.",
        UnitsRefusal.UnitsExhausted => "The claim's visits without authorization are taken by other referrals.",
        UnitsRefusal.NotCovered => "The referral's visits are not covered, so there are no units to reserve.",
        _ => "These units are no longer wanted: the attempt was released, or a newer one has taken its place.",
    };
}
