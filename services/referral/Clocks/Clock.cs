namespace ClinicNetwork.Referrals;

/// <summary>What a chain promises to have done in time.</summary>
public enum ClockName
{
    /// <summary>A decision or a question, after the order was received.</summary>
    Acknowledge,
    /// <summary>The patient called, or the visits booked.</summary>
    FirstContact,
    /// <summary>The visits booked (VHA's standard: 3 business days).</summary>
    Scheduled,
    /// <summary>The first visit.</summary>
    Seen,
    /// <summary>The report, after the last visit.</summary>
    Report,
}

/// <summary>One promise on its way.</summary>
/// <param name="Due">Until when; later by what the referral was paused.</param>
/// <param name="StoppedAt">Kept, or needless since the referral ended; null while it runs.</param>
/// <param name="BreachedAt">When its time ran out before; null when it did not.</param>
public sealed record Clock(ClockName Name, DateTimeOffset Due, DateTimeOffset? StoppedAt = null, DateTimeOffset? BreachedAt = null)
{
    public bool Runs => StoppedAt is null;

    /// <summary>The code on the wire.</summary>
    public string Code => Name switch
    {
        ClockName.Acknowledge => "acknowledge",
        ClockName.FirstContact => "first-contact",
        ClockName.Scheduled => "scheduled",
        ClockName.Seen => "seen",
        _ => "report",
    };
}

/// <summary>What the chain promised for a referral by the rules that were in force when it was received.</summary>
/// <param name="Rules">Version of <see cref="ReferralRules"/>; 0 for the usual ones.</param>
/// <param name="Clocks">Those that start with the order.</param>
/// <param name="PausedBy">Holds for these reasons stop all clocks but the first.</param>
/// <param name="ReportWithin">From the last visit to the report; null when none is promised.</param>
/// <param name="PlaceWait">So long a chosen place without room is waited for; null: without end, and in documents of earlier versions.</param>
/// <param name="Continuation">When more visits are to be thought of; null: never, and in documents of earlier versions.</param>
/// <param name="Receipt">How long the hospital's receipt of the report is waited for.</param>
/// <param name="InterimReports">When reports are written while the treatment goes on; null in what an earlier version wrote: never.</param>
public sealed record Promises(
    long Rules, IReadOnlyList<Clock> Clocks, IReadOnlyList<Reason> PausedBy, TimeSpan? ReportWithin, QuestionRule Receipt, TimeSpan? PlaceWait = null,
    ContinuationRule? Continuation = null, IReadOnlyList<ReportPoint>? InterimReports = null);

/// <summary>A promise was not kept in time.</summary>
public sealed record ClockBreached(ClockName Clock, DateTimeOffset At) : ReferralFact(At);
