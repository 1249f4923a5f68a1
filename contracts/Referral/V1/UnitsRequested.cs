namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>A held series asks insurance to reserve one unit (visit) for each of its visits, all or none.</summary>
public sealed record UnitsRequested : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    public required string Chain { get; init; }
    public required IReadOnlyList<PlannedVisit> Visits { get; init; }
}

/// <summary>A visit's number in its series (1, 2, …) and its calendar day where it takes place.</summary>
public sealed record PlannedVisit
{
    public required int Visit { get; init; }
    public required DateOnly Date { get; init; }
}
