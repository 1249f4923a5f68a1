namespace ClinicNetwork.Referrals;

/// <summary>What facts mean to a referral's clocks: they start, stop, pause and run out.</summary>
static class Clockwork
{
    /// <param name="before">As it was before the fact.</param>
    /// <param name="next">As it is after it, but for its clocks.</param>
    public static Referral Turn(Referral before, Referral next, ReferralFact fact)
    {
        if (next.Promises is not { } promises) return next;
        if (fact is TreatmentCompleted && promises.ReportWithin is { } within && !next.Clocks.Any(c => c is { Name: ClockName.Report, Runs: true }))
            next = next with { Clocks = [.. next.Clocks, new(ClockName.Report, fact.At + within)] };
        var clocks = next.Clocks.Select(c => c.Runs && IsKept(c.Name, next, fact) ? c with { StoppedAt = fact.At } : c);
        if (fact is ClockBreached breached) clocks = clocks.Select(c => c.Name == breached.Clock && c.Runs ? c with { BreachedAt = fact.At } : c);
        return Pause(next with { Clocks = [.. clocks] }, promises, fact.At);
    }

    /// <summary>An end makes every promise needless.</summary>
    static bool IsKept(ClockName clock, Referral next, ReferralFact fact) => next.BusinessStatus.IsTerminal() || clock switch
    {
        ClockName.Acknowledge => next.BusinessStatus != BusinessStatus.Received || fact is MessageSent { From: Mover.Receiver },
        ClockName.FirstContact => fact is ContactAttempted or SeriesBooked,
        ClockName.Scheduled => fact is SeriesBooked,
        ClockName.Seen => fact is VisitCompleted,
        _ => fact is ReportIssued,
    };

    /// <summary>While somebody else is waited for no time runs: what it took is added to each promise, and counted.</summary>
    static Referral Pause(Referral r, Promises promises, DateTimeOffset at)
    {
        var pauses = r.Hold is { Reason: var reason } && promises.PausedBy.Contains(reason);
        if (pauses == r.PausedSince is not null) return r;
        if (pauses) return r with { PausedSince = at };
        var took = at - r.PausedSince!.Value;
        return r with { PausedSince = null, Paused = r.Paused + took, Clocks = [.. r.Clocks.Select(c => c is { Runs: true, BreachedAt: null, Name: not ClockName.Acknowledge } ? c with { Due = c.Due + took } : c)] };
    }

    /// <summary>Those whose time may run out now.</summary>
    public static IEnumerable<Clock> Running(this Referral r) =>
        r.Clocks.Where(c => c is { Runs: true, BreachedAt: null } && (r.PausedSince is null || c.Name == ClockName.Acknowledge));
}
