namespace ClinicNetwork.Contracts.Insurance.V1;

/// <summary>The payer has not decided yet; the referral is on hold until <see cref="CoverageDetermined"/> follows.</summary>
public sealed record AuthorizationPended : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>The same in words for people.</summary>
    public required string Reason { get; init; }
}

/// <summary>A prior authorisation request goes to a payer. Sent again with the same content until answered.</summary>
public sealed record AuthorizationSubmitted : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>Id of the payer's rule document, e.g. <c>blue-maple</c>.</summary>
    public required string Payer { get; init; }
    public required int Visits { get; init; }
    /// <summary>The correction of the order that it is asked for, 0 as received. Tells one request of a referral from the next.</summary>
    public int Correction { get; init; }
}

/// <summary>A payer's answer to a prior authorisation request.</summary>
public sealed record AuthorizationAnswered : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    /// <summary>X12 306 decision code: A1 in total, A2 partial, A3 not certified, A4 pended, A6 modified.</summary>
    public required string Decision { get; init; }
    /// <summary>Visits certified, 0–requested.</summary>
    public required int Visits { get; init; }
    /// <summary>The payer's number for the authorisation; null when none was given.</summary>
    public string? AuthorizationNumber { get; init; }
    /// <summary>As in the request that it answers.</summary>
    public int Correction { get; init; }
}
