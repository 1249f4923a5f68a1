namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>Where a referral stands now: a snapshot, so that a projection needs only the newest one.</summary>
public sealed record ReferralStatusChanged : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required string Chain { get; init; }
    /// <summary>The partner hospital that sent it (client id).</summary>
    public required string Partner { get; init; }
    /// <summary>FHIR Task.status.</summary>
    public required string Status { get; init; }
    /// <summary>BSeR business status code: 2.0, 3.0, 4.0, 5.1.1 … 7.0.</summary>
    public required string BusinessStatus { get; init; }
    /// <summary>Code of the reason when the status needs one (on-hold, rejected, cancelled, failed).</summary>
    public string? StatusReason { get; init; }
    /// <summary>FHIR request-priority.</summary>
    public required string Priority { get; init; }
    /// <summary>Where the series is held or booked, when it is.</summary>
    public string? LocationId { get; init; }
    public string? TherapistId { get; init; }
    /// <summary>Visits booked; 0 before that.</summary>
    public int Visits { get; init; }
    /// <summary>Clocks whose time has run out: acknowledge, first-contact, scheduled, seen, report.</summary>
    public IReadOnlyList<string>? Breached { get; init; }
    /// <summary>When the hospital had its report; null while it has not.</summary>
    public DateTimeOffset? ReportAcknowledged { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    /// <summary>Since when it stands so.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>True when status or reason has just become so; false when it is told for another cause: where the series lies, or once more to who is behind.</summary>
    public bool IsNews { get; init; }
    /// <summary>Id of the payer's rule that decided on coverage, e.g. <c>blue-maple</c>; null before that, and without coverage.</summary>
    public string? Payer { get; init; }
    /// <summary>What it has come to so far, for figures; null in events of earlier versions.</summary>
    public Milestones? Milestones { get; init; }
}

/// <summary>When a referral came to what operators measure, each for the first time; null while it has not.</summary>
public sealed record Milestones
{
    /// <summary>The hospital was asked for something that the order lacks.</summary>
    public DateTimeOffset? Asked { get; init; }
    /// <summary>A decision or a question, after the order was received.</summary>
    public DateTimeOffset? Acknowledged { get; init; }
    public DateTimeOffset? Accepted { get; init; }
    /// <summary>The payer took its time.</summary>
    public DateTimeOffset? Pended { get; init; }
    /// <summary>Insurance said which visits are covered.</summary>
    public DateTimeOffset? Covered { get; init; }
    /// <summary>No whole series was free.</summary>
    public DateTimeOffset? NoSlots { get; init; }
    /// <summary>The patient was called, or the visits booked.</summary>
    public DateTimeOffset? Contacted { get; init; }
    public DateTimeOffset? Scheduled { get; init; }
    /// <summary>The first visit took place.</summary>
    public DateTimeOffset? Seen { get; init; }
    /// <summary>No visit lies ahead any more.</summary>
    public DateTimeOffset? Treated { get; init; }
    public DateTimeOffset? Reported { get; init; }
    /// <summary>Days of the visits that took place; null when none has.</summary>
    public IReadOnlyList<DateOnly>? Attended { get; init; }
    /// <summary>Days of the visits that were missed; null when none was.</summary>
    public IReadOnlyList<DateOnly>? Missed { get; init; }
}
