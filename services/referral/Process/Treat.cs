using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Referrals;

public static partial class ReferralDecider
{
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.VisitCompleted> command) =>
        Learn(referral, command.What.Attempt, command.What.Visit, command.What.Date, VisitOutcome.Completed, command.At);

    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.VisitMissed> command) =>
        Learn(referral, command.What.Attempt, command.What.Visit, null, VisitOutcome.Missed, command.At);

    /// <summary>Every visit of the series has its outcome, those too whose own messages are late: the report is next.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.SeriesCompleted> command)
    {
        var (said, at) = (command.What, command.At);
        if (referral.Stage is Unsent or Ended || referral.FindAttempt(said.Attempt) is not { BookingAsked: true } attempt) return Decision<ReferralFact>.None;
        var story = new Story(referral).Learn(said.Attempt, said.Visits, at);
        if (!attempt.SeriesEnded) story.Add(new SeriesCompleted(said.Attempt, at));
        if (story.State.CurrentAttempt == said.Attempt && story.State.Stage is Booking or Treating or Moving) story.AfterSeries(at);
        return story.ReportWhenNothingLiesAhead(at).Decision;
    }

    static Decision<ReferralFact> Learn(Referral referral, int attempt, int visit, DateOnly? date, VisitOutcome outcome, DateTimeOffset at) =>
        referral.Stage is Unsent or Ended
            ? Decision<ReferralFact>.None
            : new Story(referral).Learn(attempt, visit, date, outcome, at).ReportWhenNothingLiesAhead(at).WantInterimReport(at).Decision;

    static Story Learn(this Story story, int attempt, IReadOnlyList<Wire.VisitResult>? visits, DateTimeOffset at) =>
        (visits ?? []).Aggregate(story, (s, v) => s.Learn(attempt, v.Visit, v.Date, Reasons.VisitOf(v.Outcome), at));

    /// <summary>A visit is believed once, of an attempt that may have been booked. It implies the booking, whose message may be late.</summary>
    static Story Learn(this Story story, int attempt, int visit, DateOnly? date, VisitOutcome outcome, DateTimeOffset at)
    {
        if (visit is < 1 or > 60 || story.State.FindAttempt(attempt) is not { BookingAsked: true } || story.State.FindVisit(attempt, visit) is not null) return story;
        var series = story.State.CurrentAttempt == attempt ? story.State.Series : null;
        if (series is not null && series.Visits.All(v => v.Visit != visit)) return story;
        if (story.State.Stage is Booking booking && booking.Attempt == attempt) story.Add(new SeriesBooked(attempt, at));
        if (story.State.Stage is Treating && series is not null)
        {
            story.Continue(at);
            if (outcome == VisitOutcome.Missed && story.State.BusinessStatus == BusinessStatus.EventCompleted) story.Add(new TreatmentContinued(at));
        }
        date ??= series?.Visits.First(v => v.Visit == visit).Date;
        story.Add(outcome == VisitOutcome.Completed ? new VisitCompleted(attempt, visit, date, at) : new VisitMissed(attempt, visit, date, at));
        return story.State.HasLittleLeft() ? story.Add(new ContinuationDue(at)) : story;
    }

    /// <summary>The series is over. The corrected order may want more visits than it had.</summary>
    static Story AfterSeries(this Story story, DateTimeOffset at) => story.State switch
    {
        { Discharge: null, Stage: Moving { Then: not AfterMove.Place } } => story.AfterMove(at),
        { Discharge: null, Stage: Treating { Verifying: not null } } r when r.Prescription.Visits > r.Visits.Count => story.Add(new ReferralAccepted(r.ConditionGroup ?? "agreed", null, at)),
        { Corrections.Count: > 0 } => story.PlaceOrReport(at),
        _ => story.Add(new TreatmentCompleted(at)),
    };

    /// <summary>After the booked series' last outcome; and when older attempts' late outcomes leave nothing to place.</summary>
    static Story ReportWhenNothingLiesAhead(this Story story, DateTimeOffset at) => story.State.Stage switch
    {
        Treating treating when treating.Series.Visits.All(v => story.State.FindVisit(treating.Attempt, v.Visit) is not null) => story.AfterSeries(at),
        Placing or Reserving or Booking when story.State.VisitsAhead == 0 => story.Add(new TreatmentCompleted(at)),
        _ => story,
    };
}
