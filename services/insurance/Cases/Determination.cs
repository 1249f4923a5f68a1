using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>A coverage decision that explains itself.</summary>
public sealed record Determination
{
    public required CoverageOutcome Outcome { get; init; }
    public required int RequestedVisits { get; init; }
    /// <summary>0–<see cref="RequestedVisits"/>.</summary>
    public int CoveredVisits { get; init; }
    public required CoverageReason ReasonCode { get; init; }
    /// <summary>Words for people: the payer and its rule, never a patient.</summary>
    public required string Reason { get; init; }
    /// <summary>The patient's share of one covered visit, USD.</summary>
    public decimal PatientShare { get; init; }
    /// <summary>The price of one visit that the patient pays alone, USD.</summary>
    public required decimal SelfPayPrice { get; init; }
    /// <summary>Last covered day, inclusive; visits after it need re-verification and are held back. Null when open or not covered.</summary>
    public DateOnly? CoveredUntil { get; init; }
    /// <summary>Rule and version that decided, e.g. <c>blue-maple@3</c>; null when there was no coverage or no rule for it.</summary>
    public string? Rule { get; init; }

    public bool IsCovered => Outcome is CoverageOutcome.Covered or CoverageOutcome.Partial;
}

/// <summary>The decision, and what it rests on.</summary>
/// <param name="Determination">Final when <paramref name="Need"/> is null; else what it is once the payer authorises everything asked for.</param>
/// <param name="Account">Where the visits are counted; null when nothing counts them across referrals.</param>
/// <param name="Need">What the payer must authorise first.</param>
public sealed record CoverageDecision(Determination Determination, Account? Account = null, AuthorizationNeed? Need = null);
