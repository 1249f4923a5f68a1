using System.Text.Json.Serialization;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>The life of a prior authorisation. Drafting and submitting are one write, so a draft is never stored.</summary>
public enum AuthorizationStatus
{
    [JsonStringEnumMemberName("submitted")] Submitted,
    [JsonStringEnumMemberName("pended")] Pended,
    [JsonStringEnumMemberName("approved")] Approved,
    [JsonStringEnumMemberName("partial")] Partial,
    [JsonStringEnumMemberName("modified")] Modified,
    [JsonStringEnumMemberName("denied")] Denied,
    /// <summary>The referral ended before the payer answered.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>Visits that the payer must authorise before they are covered.</summary>
/// <param name="Payer">Id of the payer rule.</param>
/// <param name="PayerName">How people call it.</param>
/// <param name="Visits">Visits to ask for, 1 or more.</param>
/// <param name="FreeVisits">Visits covered without it.</param>
public sealed record AuthorizationNeed(string Payer, string PayerName, int Visits, int FreeVisits);

/// <summary>A prior authorisation: what was asked of the payer, how often, and its final answer.</summary>
public sealed record PriorAuthorization
{
    public required AuthorizationStatus Status { get; init; }
    public required AuthorizationNeed Need { get; init; }
    public required Determination Full { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    /// <summary>Version of the referral that asked.</summary>
    public required long AskedIn { get; init; }
    /// <summary>The correction of the order that it was asked for; 0 as received.</summary>
    public int Correction { get; init; }
    /// <summary>How often the payer was asked, 1 or more.</summary>
    public int Asks { get; init; } = 1;
    /// <summary>When it is asked again; null after the final answer.</summary>
    public DateTimeOffset? AskAgainAt { get; init; }
    /// <summary>Visits authorised; null before the final answer.</summary>
    public int? Visits { get; init; }
    public string? Number { get; init; }
    /// <summary>X12 306 decision code of the final answer.</summary>
    public string? Code { get; init; }

    public bool IsOpen => Status is AuthorizationStatus.Submitted or AuthorizationStatus.Pended;
}
