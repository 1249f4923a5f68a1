namespace ClinicNetwork.Referrals;

/// <summary>Whether the report has arrived at the hospital: the loop is closed when it has.</summary>
/// <param name="Due">When it is told again; null once nobody waits any more.</param>
/// <param name="Every">From one reminder to the next.</param>
/// <param name="AcknowledgedAt">When the hospital read or acknowledged it; null while it has not.</param>
public sealed record Receipt(DateTimeOffset IssuedAt, DateTimeOffset? Due, TimeSpan Every, int RemindersLeft, DateTimeOffset? AcknowledgedAt = null)
{
    /// <summary>Told again in vain.</summary>
    public bool IsMissing => Due is null && AcknowledgedAt is null;
}

/// <summary>The hospital has the report: it read it, or said so.</summary>
public sealed record ReportAcknowledged(DateTimeOffset At) : ReferralFact(At);

/// <summary>The hospital has not fetched its report: it is told once more that there is one.</summary>
public sealed record ReportReminded(DateTimeOffset At) : ReferralFact(At);

/// <summary>The hospital still has not fetched it: a coordinator sees to it.</summary>
public sealed record ReportUnacknowledged(DateTimeOffset At) : ReferralFact(At);
