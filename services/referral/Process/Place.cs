using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Referrals;

public static partial class ReferralDecider
{
    /// <summary>A held series is taken when its attempt is the one being placed; an answer for any other is declined.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.SeriesHeld> command)
    {
        var held = command.What;
        if (referral.CurrentAttempt != held.Attempt) return Decline(referral, held.Attempt, command.At);
        if (held.Visits.Count == 0) throw new UnbelievableMessageException("no-visits", "A series has one visit at least.");
        return referral.Stage is Placing
            ? new SeriesHeld(held.Attempt, new(held.LocationId, held.TherapistId,
                [.. held.Visits.Select(v => new SeriesVisit(v.Visit, v.Date, v.Start, v.End))], held.Expires), command.At)
            : Decision<ReferralFact>.None;
    }

    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.NoSlotsFound> command) =>
        referral.Stage is Placing placing && placing.Attempt == command.What.Attempt && placing.Hold?.Text != command.What.Explanation
            ? new NoSlotsFound(command.What.Attempt, command.What.Reason, command.What.Explanation, command.At)
            : Decision<ReferralFact>.None;

    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.SeriesBooked> command)
    {
        if (referral.CurrentAttempt != command.What.Attempt) return Decline(referral, command.What.Attempt, command.At);
        return referral.Stage is Booking ? new SeriesBooked(command.What.Attempt, command.At) : Decision<ReferralFact>.None;
    }

    /// <summary>
    /// A hold that lapsed, or a booking that fell away: its units go back, and what still lies ahead is placed by the next
    /// attempt. Visits that had their outcome are taken over, should their own messages be late.
    /// </summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.SeriesReleased> command)
    {
        var (said, at) = (command.What, command.At);
        if (referral.Stage is Unsent or Ended || referral.FindAttempt(said.Attempt) is not { } attempt) return Decision<ReferralFact>.None;
        var story = new Story(referral).Learn(said.Attempt, said.Visits, at);
        if (!attempt.SeriesEnded) story.Add(new SeriesReleased(said.Attempt, said.Reason, at));
        if (story.State.CurrentAttempt == said.Attempt && story.State.Stage is not Reporting) story.AfterMove(at);
        return story.ReportWhenNothingLiesAhead(at).Decision;
    }

    /// <summary>Told, but never the first that is told of a referral: a stray message must not leave one behind that nobody sent.</summary>
    static Decision<ReferralFact> Decline(Referral referral, int attempt, DateTimeOffset at) => referral.Stage is Unsent
        ? Decision<ReferralFact>.None
        : Decision<ReferralFact>.Repeat(new AnswerDeclined(attempt, at));
}
