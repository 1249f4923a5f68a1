using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>The rulebook of a series. Released is final; a repeated request hears the current answer again.</summary>
public static class SeriesDecider
{
    /// <summary>A placer that has not finished by then has crashed.</summary>
    static readonly TimeSpan PlacingTime = TimeSpan.FromSeconds(60);
    /// <summary>How long a waiting series waits when nothing frees in the meantime.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromMinutes(2);
    /// <summary>After the last visit's end.</summary>
    static readonly TimeSpan OutcomeTime = TimeSpan.FromDays(1);

    public static Decision<SeriesFact> Decide(Series series, RequestPlacement command) => series.Stage is Unknown
        ? new PlacementBegun
        {
            ReferralId = command.Id.ReferralId,
            Attempt = command.Id.Attempt,
            Order = command.Order,
            Patient = command.Patient,
            TakeOverAt = command.Now + PlacingTime,
        }
        : CurrentAnswer(series, command.Order.Chain);

    public static Decision<SeriesFact> Decide(Series series, RestartPlacement command) => series.Stage switch
    {
        Placing placing when command.Round is null || command.Round == placing.Round => Restart(placing.Round, command.Now),
        Waiting waiting when command.Round is null || command.Round == waiting.Round => Restart(waiting.Round, command.Now),
        _ => Decision<SeriesFact>.None,
    };

    public static Decision<SeriesFact> Decide(Series series, WaitForSlots command) => series.Stage is Placing placing && placing.Round == command.Round
        ? new SlotsMissing
        {
            Reason = command.Reason,
            Text = command.Text,
            Explanation = command.Explanation,
            Since = placing.WaitedSince ?? command.Now,
            RetryAt = command.Now + RetryEvery,
        }
        : Decision<SeriesFact>.None;

    /// <summary>The commit: only the current round, only before the expiry that its claims carry.</summary>
    public static Decision<SeriesFact> Decide(Series series, Hold command) =>
        series.Stage is Placing placing && placing.Round == command.Round && command.Now < command.Expires
            ? new HoldTaken { Plan = command.Plan, Expires = command.Expires, Explanation = command.Explanation }
            : Decision<SeriesFact>.None;

    public static Decision<SeriesFact> Decide(Series series, Book command) => series.Stage switch
    {
        Held held when command.Now < held.Expires => new SeriesConfirmed { OverdueAt = held.Plan.Visits[^1].End + OutcomeTime },
        Held => Withdraw(series.Key, series.Chain, "expired"),
        // Nothing is held under this name, and nothing will be: the referral places again under the next attempt.
        Unknown => Withdraw(command.Id, "", "expired"),
        Booked or Completed => Decision<SeriesFact>.Repeat(new SeriesConfirmed { OverdueAt = series.Plan!.Visits[^1].End + OutcomeTime }),
        Released => CurrentAnswer(series, series.Chain),
        // Placing and waiting: its hold is still to come, and tells itself.
        _ => Decision<SeriesFact>.None,
    };

    public static Decision<SeriesFact> Decide(Series series, Release command) => series.Stage switch
    {
        Released or Completed => CurrentAnswer(series, series.Chain),
        _ => Withdraw(command.Id, series.Chain, command.Reason),
    };

    public static Decision<SeriesFact> Decide(Series series, Expire command) => series.Stage switch
    {
        Held held when held.Round == command.Round && command.Now >= held.Expires => Withdraw(series.Key, series.Chain, "expired"),
        // Its claims are overdue before it could commit: void them, and let it start over.
        Placing placing when placing.Round == command.Round => new PlacementRestarted { Round = placing.Round + 1, TakeOverAt = command.Now },
        _ => Decision<SeriesFact>.None,
    };

    public static Decision<SeriesFact> Decide(Series series, RecordOutcome command)
    {
        var outcome = command.Outcome;
        if (series.Plan is not { } plan || plan.Visits.All(v => v.Visit != outcome.Visit))
            return new Refusal(RefusalKind.NotFound, "not-found", "There is no visit with this id.");
        if (series.Outcomes.FirstOrDefault(o => o.Visit == outcome.Visit) is { } known)
            return known.Same(outcome)
                ? Decision<SeriesFact>.Repeat(new OutcomeRecorded { Outcome = known })
                : new Refusal(RefusalKind.Conflict, "outcome-recorded", "This visit already has another outcome; it cannot be changed here.");
        return series.Stage is Booked
            ? new OutcomeRecorded { Outcome = outcome }
            : new Refusal(RefusalKind.Conflict, "not-booked", "This visit is not booked: only booked visits have outcomes.");
    }

    /// <summary>What time alone does. Placing and waiting series need a search: the waiting list looks after them.</summary>
    public static Decision<SeriesFact> Timer(Series series, DateTimeOffset now) => series.Stage switch
    {
        Held held => Decide(series, new Expire(held.Round, now)),
        Booked { OverdueAt: { } overdue } when now >= overdue => new OutcomesMissed(),
        _ => Decision<SeriesFact>.None,
    };

    static Decision<SeriesFact> CurrentAnswer(Series series, string chain) => series.Stage switch
    {
        Waiting waiting => Decision<SeriesFact>.Repeat(new SlotsMissing
        { Reason = waiting.Reason, Text = waiting.Text, Since = waiting.Since, RetryAt = waiting.RetryAt }),
        Held held => Decision<SeriesFact>.Repeat(new HoldTaken { Plan = held.Plan, Expires = held.Expires }),
        Booked booked => Decision<SeriesFact>.Repeat(new SeriesConfirmed { OverdueAt = booked.OverdueAt ?? default }),
        Completed completed => Decision<SeriesFact>.Repeat(new OutcomeRecorded { Outcome = completed.Outcomes[^1] }),
        Released released => Decision<SeriesFact>.Repeat(new SeriesWithdrawn
        { ReferralId = series.ReferralId, Attempt = series.Attempt, Chain = chain, Reason = released.Reason }),
        _ => Decision<SeriesFact>.None,
    };

    static PlacementRestarted Restart(int round, DateTimeOffset now) => new() { Round = round + 1, TakeOverAt = now + PlacingTime };

    static SeriesWithdrawn Withdraw(SeriesId id, string chain, string reason) =>
        new() { ReferralId = id.ReferralId, Attempt = id.Attempt, Chain = chain, Reason = reason };
}
