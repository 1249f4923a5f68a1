using ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>The rulebook of a series. Released is final; a repeated request hears the current answer again.</summary>
public static class SeriesDecider
{
    /// <summary>A placer that has not finished by then has crashed.</summary>
    static readonly TimeSpan PlacingTime = TimeSpan.FromSeconds(60);
    /// <summary>When a waiting series is first looked at again; from then on ever later, at the latest as the sweep's longest back-off says.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromMinutes(2);
    /// <summary>After the last visit's end.</summary>
    static readonly TimeSpan OutcomeTime = TimeSpan.FromDays(1);

    public static Decision<SeriesFact> Decide(Series series, Command<RequestPlacement> command) => series switch
    {
        { Stage: Unknown } => Begin(command.What, command.At),
        // Released before it was asked for: now it is known whose it was.
        { Stage: Released released, WasAskedFor: false } => Release(series.Key, command.What.Order.Chain, released.Reason),
        _ => CurrentAnswer(series),
    };

    static Decision<SeriesFact> Begin(RequestPlacement asked, DateTimeOffset at) => Decision<SeriesFact>.Of(new PlacementBegun
    {
        ReferralId = asked.Id.ReferralId,
        Attempt = asked.Id.Attempt,
        Order = asked.Order,
        PatientKey = asked.PatientKey,
        Partner = asked.Partner,
        ConditionGroup = asked.ConditionGroup,
        TakeOverAt = at + PlacingTime,
    }).With(Patient.Words, asked.Patient.Write());

    public static Decision<SeriesFact> Decide(Series series, Command<AskAgain> command) => CurrentAnswer(series);

    public static Decision<SeriesFact> Decide(Series series, Command<RestartPlacement> command) =>
        series.Stage is Placing or Waiting && series.Stage is Wanted wanted && (command.What.Round ?? wanted.Round) == wanted.Round
            ? new PlacementRestarted { Round = wanted.Round + 1, TakeOverAt = command.At + PlacingTime }
            : Decision<SeriesFact>.None;

    public static Decision<SeriesFact> Decide(Series series, Command<WaitForSlots> command) => series.Stage is Placing placing && placing.Round == command.What.Round
        ? new NoSlotsFound
        {
            Reason = command.What.Reason,
            Text = command.What.Text,
            Explanation = command.What.Explanation,
            Since = placing.WaitedSince ?? command.At,
            RetryAt = command.At + RetryEvery,
        }
        : Decision<SeriesFact>.None;

    /// <summary>The commit: only the current round, only before the expiry that its claims carry, only while the rules it was found by are in force.</summary>
    public static Decision<SeriesFact> Decide(Series series, Command<Hold> command) =>
        series.Stage is Placing placing && placing.Round == command.What.Round && command.At < command.What.Expires && command.At < command.What.GoodUntil
            ? new SeriesHeld { Plan = command.What.Plan, Expires = command.What.Expires, Explanation = command.What.Explanation }
            : Decision<SeriesFact>.None;

    /// <summary>Units are reserved: book. Also the question how it stands.</summary>
    public static Decision<SeriesFact> Decide(Series series, Command<BookingRequested> command) => series.Stage switch
    {
        Held held when command.At < held.Expires => new SeriesBooked { OverdueAt = held.Plan.Visits[^1].End + OutcomeTime },
        Held => Release(series.Key, series.Chain, ReleaseReason.Expired),
        // Nothing is held under this name, and nothing will be: the referral places again under the next attempt.
        Unknown => Release(new(command.What.ReferralId, command.What.Attempt), "", ReleaseReason.Expired),
        _ => CurrentAnswer(series),
    };

    /// <summary>No longer wanted, whatever it was; heard before its request it is remembered.</summary>
    public static Decision<SeriesFact> Decide(Series series, Command<SeriesReleaseRequested> command) => series.Stage switch
    {
        Released or Completed => CurrentAnswer(series),
        _ => Release(new(command.What.ReferralId, command.What.Attempt), series.Chain, Codes.ReadRelease(command.What.Reason)),
    };

    public static Decision<SeriesFact> Decide(Series series, Command<RenewWords> command) => series.Stage is Wanted and not Completed
        ? Decision<SeriesFact>.Of(new WordsRenewed()).With(Patient.Words, command.What.Patient.Write())
        : Decision<SeriesFact>.None;

    public static Decision<SeriesFact> Decide(Series series, Command<Supersede> command) => series.Stage is Wanted and not Completed
        ? Release(series.Key, series.Chain, ReleaseReason.Superseded)
        : Decision<SeriesFact>.None;

    /// <summary>Visits that would lie there are given back, so that the referral places them anew; with them all that lie ahead, for a series is one.</summary>
    public static Decision<SeriesFact> Decide(Series series, Command<Displace> command) =>
        series.Stage is Held or Booked && series.Plan!.Visits.Any(v => v.Date >= command.What.From && series.Outcomes.All(o => o.Visit != v.Visit))
            ? Release(series.Key, series.Chain, command.What.Why)
            : Decision<SeriesFact>.None;

    public static Decision<SeriesFact> Decide(Series series, Command<Expire> command) => series.Stage switch
    {
        Held held when held.Round == command.What.Round && command.At >= held.Expires => Release(series.Key, series.Chain, ReleaseReason.Expired),
        // Its claims are overdue before it could commit: void them, and let it start over.
        Placing placing when placing.Round == command.What.Round => new PlacementRestarted { Round = placing.Round + 1, TakeOverAt = command.At },
        _ => Decision<SeriesFact>.None,
    };

    /// <summary>What time alone does. Placing and waiting series need a search, which is no decision of time's alone.</summary>
    public static Decision<SeriesFact> Decide(Series series, Command<TimePassed> command) => series.Stage switch
    {
        Held held when command.At >= held.Expires => Release(series.Key, series.Chain, ReleaseReason.Expired),
        Booked { OverdueAt: { } overdue } when command.At >= overdue => new OutcomesOverdue(),
        _ => Decision<SeriesFact>.None,
    };

    /// <summary>The facts that say how it stands; none while it is being placed, because the answer is still to come and tells itself.</summary>
    public static IReadOnlyList<SeriesFact> Snapshot(Series series) => series.Stage switch
    {
        Waiting waiting => [new NoSlotsFound { Reason = waiting.Reason, Text = waiting.Text, Since = waiting.Since, RetryAt = waiting.RetryAt }],
        Held held => [new SeriesHeld { Plan = held.Plan, Expires = held.Expires }],
        Booked booked => [new SeriesBooked { OverdueAt = booked.OverdueAt }],
        Completed => [new SeriesCompleted()],
        Released released => [new SeriesReleased { ReferralId = series.ReferralId, Attempt = series.Attempt, Chain = series.Chain, Reason = released.Reason }],
        _ => [],
    };

    static Decision<SeriesFact> CurrentAnswer(Series series) => Decision<SeriesFact>.Repeat(Snapshot(series));

    static SeriesReleased Release(SeriesId id, string chain, ReleaseReason reason) =>
        new() { ReferralId = id.ReferralId, Attempt = id.Attempt, Chain = chain, Reason = reason };
}
