namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>A report on a referral is written and can be read. Told again while the hospital has not fetched it.</summary>
public sealed record ReportIssued : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required string Chain { get; init; }
    /// <summary>The partner hospital that sent it (client id).</summary>
    public required string Partner { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>The number of a report that was written while the treatment goes on, 1 or more; null: the last one.</summary>
    public int? InterimReport { get; init; }
}
