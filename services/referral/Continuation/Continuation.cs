namespace ClinicNetwork.Referrals;

/// <summary>The ordered visits come to their end: whether more are wanted, who was asked, and what came of it.</summary>
/// <param name="Question">The number of the question to the referrer; null while nobody has asked.</param>
/// <param name="By">The referral that goes on; null while none does.</param>
/// <param name="NotNeededAt">When somebody of the chain said that no more visits are needed.</param>
public sealed record Continuation(DateTimeOffset DueAt, int? Question = null, string? By = null, DateTimeOffset? NotNeededAt = null)
{
    public bool AwaitsSomebody => Question is null && By is null && NotNeededAt is null;
}

/// <summary>When a continuation is to be thought of.</summary>
/// <param name="VisitsLeft">Once so many of the visits are left, 1 to 20,</param>
/// <param name="DaysBefore">or so many days before the coverage ends, 1 to 90.</param>
public sealed record ContinuationRule(int VisitsLeft, int DaysBefore);

/// <summary>It is time to think of a continuation.</summary>
public sealed record ContinuationDue(DateTimeOffset At) : ReferralFact(At);

/// <summary>The referrer was asked for more visits.</summary>
/// <param name="Question">The question's number.</param>
public sealed record ContinuationRequested(int Question, DateTimeOffset At) : ReferralFact(At);

/// <summary>No more visits are needed.</summary>
public sealed record ContinuationNotNeeded(DateTimeOffset At) : ReferralFact(At);

/// <summary>The referrer has ordered more visits.</summary>
/// <param name="By">The referral that goes on.</param>
public sealed record Continued(string By, DateTimeOffset At) : ReferralFact(At);

/// <summary>When a continuation is to be thought of.</summary>
public static class Continuations
{
    /// <summary>Null when it was thought of already, or there is nothing to continue.</summary>
    static ContinuationRule? Rule(Referral r) => r is { Continuation: null, Stage: Treating, Discharge: null, HasBegun: true, VisitsAhead: > 0 } ? r.Promises?.Continuation : null;

    public static bool HasLittleLeft(this Referral r) => Rule(r) is { } rule && r.VisitsInAll > rule.VisitsLeft && r.VisitsAhead <= rule.VisitsLeft;

    /// <summary>So long before the coverage ends; null when nothing is to be thought of, or it is open.</summary>
    public static DateTimeOffset? ThinkOfContinuationAt(this Referral r) =>
        Rule(r) is { } rule && r.Coverage?.CoveredUntil is { } until ? new DateTimeOffset(until.AddDays(-rule.DaysBefore).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
}
