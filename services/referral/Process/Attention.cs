namespace ClinicNetwork.Referrals;

/// <summary>Why somebody has to look at a referral: what puts it on a worklist of either side.</summary>
static class Attention
{
    /// <summary>The other side's word goes first, then what the process waits for, then a promise that was broken; null when nobody of the chain has to look.</summary>
    public static Reason? NeedsAttention(this Referral r) =>
        (r.Stage is not Unsent && !r.CancellationRequested ? OfTheOtherSide(r) : null) ?? OfStage(r)
        ?? (r.Duplicates.Count > 0 && r.DuplicatesClearedAt is null && !r.BusinessStatus.IsTerminal() ? Reason.PossibleDuplicate : (Reason?)null)
        ?? (r.Continuation is { AwaitsSomebody: true } && !r.BusinessStatus.IsTerminal() ? Reason.ContinuationDue : (Reason?)null)
        ?? (r.Clocks.Any(c => c is { Runs: true, BreachedAt: not null }) ? Reason.ClockBreached : null);

    /// <summary>Behind every promise: a time that does not come.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When the first of what was promised on it runs out, or ran out; an answer or a receipt that is waited for counts. Null when no time runs.</summary>
    public static DateTimeOffset? PromisedUntil(this Referral r) =>
        r.Clocks.Where(c => c.Runs && (r.PausedSince is null || c.BreachedAt is not null || c.Name == ClockName.Acknowledge)).Select(c => (DateTimeOffset?)c.Due)
            .Concat(r.Conversation.Select(m => m.Reply?.Due)).Append(r.Receipt?.Due).Min();

    /// <summary>Null when nobody at the hospital has to look.</summary>
    public static Reason? NeedsItsSender(this Referral r) =>
        r.Conversation.Any(m => m is { From: Mover.Receiver, AwaitsReply: true }) ? Reason.InformationRequested
        : r.BusinessStatus == BusinessStatus.Rejected && r.EndSeenAt is null ? Reason.HandedBack
        : r.Receipt is { AcknowledgedAt: null } ? Reason.ReportUnread
        : r.BusinessStatus switch { BusinessStatus.Unattended => Reason.VisitMissed, BusinessStatus.AppointmentCancelled => Reason.VisitCancelled, _ => null };

    /// <summary>A question of the hospital's, an answer to ours, or ours that stays unanswered; a report that it does not fetch. Also after the end, for an answer may come late.</summary>
    static Reason? OfTheOtherSide(Referral r) =>
        r.Conversation.Any(m => m is { From: Mover.Sender, AwaitsReply: true }) ? Reason.QuestionAsked
        : r.Conversation.Any(m => m is { From: Mover.Receiver, IsOpen: true, Reply.RepliedAt: not null }) ? Reason.QuestionAnswered
        : r.Receipt is { IsMissing: true } ? Reason.ReportUnacknowledged
        : !r.BusinessStatus.IsTerminal() && r.Conversation.Any(m => m is { From: Mover.Receiver, Reply.IsUnanswered: true }) ? Reason.QuestionUnanswered
        : null;

    static Reason? OfStage(Referral r) => r.Stage switch
    {
        Ended => null,
        Closing closing => closing.Asking.IsLate ? Reason.ClosingLate : null,
        _ when r.CancellationRequested => Reason.CancellationRequested,
        Treating treating => treating.Asking.Times > 0 ? Reason.OutcomeMissing : null,
        Reporting reporting => reporting.Asking.IsLate ? Reason.ReportLate : null,
        _ => r.Hold?.Reason,
    };
}
