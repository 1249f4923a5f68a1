namespace ClinicNetwork.Contracts.Insurance.V1;

/// <summary>Insurance has decided which visits are covered, and says why in words.</summary>
public sealed record CoverageDetermined : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>covered (all visits), partial (some), self-pay (none: an estimate needs acceptance) or review (a person decides).</summary>
    public required string Outcome { get; init; }
    public required int RequestedVisits { get; init; }
    /// <summary>Visits covered and, where the payer wants it, authorised: 0–RequestedVisits.</summary>
    public required int CoveredVisits { get; init; }
    /// <summary>Why, as a code: covered, authorized, partly-authorized, benefit-exhausted, no-coverage, not-a-benefit, unknown-payer, …</summary>
    public required string ReasonCode { get; init; }
    /// <summary>The same in words for people; names the payer and its rule, never a patient.</summary>
    public required string Reason { get; init; }
    /// <summary>The patient's share of one covered visit in USD.</summary>
    public required decimal PatientShare { get; init; }
    /// <summary>The price of one visit that the patient pays alone, in USD.</summary>
    public required decimal SelfPayPrice { get; init; }
    /// <summary>Last covered day (inclusive); null when open or not covered.</summary>
    public DateOnly? CoveredUntil { get; init; }
    /// <summary>Id and version of the payer rule that decided; null when there is no coverage.</summary>
    public string? Rule { get; init; }
    /// <summary>The correction of the order that was decided on, 0 as received.</summary>
    public int Correction { get; init; }
}
