using ClinicNetwork.Contracts;
using Wire = ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Referrals;

/// <summary>What a referral's facts mean to the other services. Pure; ids and codes only.</summary>
public static class ReferralPublisher
{
    public static IEnumerable<IEvent> Publish(Referral referral, IReadOnlyList<ReferralFact> facts, long version)
    {
        var requests = new Requests(referral, version);
        foreach (var fact in facts)
            foreach (var message in Ask(requests, referral, fact).Concat(Tell(requests, referral, fact)))
                yield return message;
        if (facts.Any(f => ChangesStatus(referral, f))) yield return requests.Status(isNews: facts.Any(f => f is not StatusShown && f.At == referral.Since));
    }

    /// <summary>The request as it would go out were what lies ahead placed anew now; null when nothing lies ahead.</summary>
    public static Wire.PlacementRequested? NextPlacement(Referral referral, long version) =>
        referral.Stage is Unsent or Reporting or Closing or Ended || referral.VisitsAhead == 0 ? null : new Requests(referral, version).Placement(referral.Attempts.Count + 1, referral.VisitsAhead);

    static IEnumerable<IEvent> Ask(Requests requests, Referral r, ReferralFact fact) => fact switch
    {
        ReferralAccepted => [requests.Coverage()],
        PlacementRequested when r.Stage is Placing placing => [requests.Placement(placing.Attempt, placing.Visits)],
        SeriesHeld when r.Stage is Booking booking => [requests.Book(booking.Attempt)],
        SeriesHeld when r.Stage is Reserving reserving => [requests.Units(reserving)],
        UnitsReserved f => [requests.Book(f.Attempt)],
        UnitsRefused f => [requests.ReleaseSeries(f.Attempt, "units-refused")],
        SeriesReleased f => requests.SettleUnits(r.FindAttempt(f.Attempt), "series-released"),
        SeriesCompleted f when r.Stage is Closing => requests.SettleUnits(r.FindAttempt(f.Attempt), "series-released"),
        MoveBegun f => [requests.ReleaseSeries(f.Attempt, "superseded")],
        OrderCorrected when r.Stage is Placing or Reserving or Booking or Treating => [requests.Corrected(r.CurrentAttempt!.Value)],
        VerificationBegun or VerificationAskedAgain => [requests.Coverage()],
        TreatmentDischarged when r.Stage is Treating treating => [requests.ReleaseSeries(treating.Attempt, "cancelled")],
        // The last booked series of a complete referral tells its end by itself; should that be lost, it is asked for later.
        ReferralCompleted => requests.End(of: a => !a.BookingAsked),
        // Nothing was ever placed, but a payer may be deciding: insurance stops asking it.
        ReferralCancelled or ReferralRejected or EnteredInError when r is { Attempts.Count: 0, ConditionGroup: not null } => [requests.ReleaseUnits(1, "cancelled")],
        ReferralCancelled or ReferralRejected or EnteredInError => requests.End(),
        AnswerDeclined f => [requests.ReleaseSeries(f.Attempt, "superseded"), .. r.SelfPay && r.FindAttempt(f.Attempt)?.UnitsAsked != true ? Array.Empty<IEvent>() : [requests.ReleaseUnits(f.Attempt, "superseded")]],
        AskedAgain => AskAgain(requests, r),
        _ => [],
    };

    /// <summary>What the hospital may want to hear of at once, beside the status.</summary>
    static IEnumerable<IEvent> Tell(Requests requests, Referral r, ReferralFact fact) => fact switch
    {
        SeriesBooked f => requests.Appointments(f.Attempt, "booked", _ => true, f.At),
        VisitCompleted f => requests.Appointments(f.Attempt, "fulfilled", visit => visit == f.Visit, f.At),
        VisitMissed f => requests.Appointments(f.Attempt, "noshow", visit => visit == f.Visit, f.At),
        SeriesReleased f => requests.Appointments(f.Attempt, "cancelled", visit => r.FindVisit(f.Attempt, visit) is null, f.At),
        MessageSent f => [requests.Conversation(f.Number, "message-sent", f.From, f.At)],
        QuestionResolved f => [requests.Conversation(f.Number, "question-resolved", r.FindMessage(f.Number)!.From, f.At)],
        ReplyReminded f => [requests.Conversation(f.Number, "reply-reminded", null, f.At)],
        QuestionUnanswered f => [requests.Conversation(f.Number, "question-unanswered", null, f.At)],
        ReportIssued or ReportReminded => [requests.Report(null, fact.At)],
        InterimReportIssued f => [requests.Report(f.Number, f.At)],
        _ => [],
    };

    static IEnumerable<IEvent> AskAgain(Requests requests, Referral r) => r.Stage switch
    {
        Covering => [requests.Coverage()],
        Placing placing => [requests.Placement(placing.Attempt, placing.Visits)],
        Reserving reserving => [requests.Units(reserving)],
        Booking booking => [requests.Book(booking.Attempt)],
        Treating treating => [r.Discharge is null ? requests.Book(treating.Attempt) : requests.ReleaseSeries(treating.Attempt, "cancelled")],
        Moving moving => [requests.ReleaseSeries(moving.Attempt, "superseded")],
        Closing => requests.End(),
        _ => [],
    };

    /// <summary>Steps between two services leave the status as it was; operators hear of the others.</summary>
    static bool ChangesStatus(Referral r, ReferralFact fact) => fact switch
    {
        AnswerDeclined or UnitsReserved or PlacementRequested or CoverageDetermined or TreatmentCompleted or SeriesCompleted or UnitsReleased or ReportIssued or WaitOverdue
            or PlaceChosen or PlaceGivenUp or PreferencesSet or VerificationBegun or VerificationAskedAgain or CoverageVerified or ContinuationRequested or ContinuationNotNeeded or Continued => false,
        MessageSent or QuestionResolved or ReplyReminded => r.Stage is InReview,
        ContactAttempted => r.Milestones?.Contacted == fact.At,
        EndSeen or NoteWritten or AttachmentReceived or InterimReportDue or InterimReportIssued or InterimReportDelayed => false,
        QuestionUnanswered => true,
        SeriesReleased or VisitCompleted or VisitMissed => r.Stage is not (Closing or Ended),
        AskedAgain => r.Hold is { Reason: Reason.NoAnswer } hold && hold.Since == fact.At,
        _ => true,
    };

    /// <summary>Makes the events, all of one referral in one version.</summary>
    sealed class Requests(Referral r, long version)
    {
        public IEvent Coverage() =>
            new Wire.CoverageRequested { ReferralId = r.ReferralId, Version = version, Chain = r.Chain, Visits = r.Prescription.Visits, Priority = r.Prescription.Priority, Correction = r.Corrections.Count };

        public IEvent Corrected(int attempt) => new Wire.OrderCorrected { ReferralId = r.ReferralId, Version = version, Attempt = attempt };

        public Wire.PlacementRequested Placement(int attempt, int visits) => new()
        {
            ReferralId = r.ReferralId, Version = version, Attempt = attempt, Chain = r.Chain, Visits = visits, Techniques = r.Prescription.Techniques,
            Frequency = r.Prescription.Cadence.Frequency, Period = r.Prescription.Cadence.Period, PeriodUnit = r.Prescription.Cadence.PeriodUnit,
            Priority = r.Prescription.Priority, CoveredUntil = r.SelfPay ? null : r.Coverage?.CoveredUntil,
            LocationId = r.Chosen?.Location, TherapistId = r.Chosen?.Therapist,
        };

        public IEvent Units(Reserving reserving) => new Wire.UnitsRequested
        {
            ReferralId = r.ReferralId, Version = version, Attempt = reserving.Attempt, Chain = r.Chain,
            Visits = [.. reserving.Series.Visits.Select(v => new Wire.PlannedVisit { Visit = v.Visit, Date = v.Date })],
        };

        public IEvent Book(int attempt) => new Wire.BookingRequested { ReferralId = r.ReferralId, Version = version, Attempt = attempt };

        public IEvent ReleaseSeries(int attempt, string reason) =>
            new Wire.SeriesReleaseRequested { ReferralId = r.ReferralId, Version = version, Attempt = attempt, Reason = reason };

        public IEvent ReleaseUnits(int attempt, string reason) => new Wire.UnitsReleaseRequested
        {
            ReferralId = r.ReferralId, Version = version, Attempt = attempt, Reason = reason,
            Completed = [.. r.Visits.Where(v => v.Attempt == attempt && v.Outcome == VisitOutcome.Completed && v.Date is not null)
                .OrderBy(v => v.Visit).Select(v => new Wire.PlannedVisit { Visit = v.Visit, Date = v.Date!.Value })],
        };

        public IEnumerable<IEvent> SettleUnits(Attempt? attempt, string reason) =>
            attempt is not null && r.MaySettleUnits(attempt) ? [ReleaseUnits(attempt.Number, Ending ?? reason)] : [];

        /// <summary>Asks everybody who has not answered yet to confirm the end of each attempt.</summary>
        /// <param name="of">Attempts whose series is asked for; all when not said.</param>
        public IEnumerable<IEvent> End(Func<Attempt, bool>? of = null) => r.Attempts.SelectMany(attempt => new[]
        {
            !attempt.SeriesEnded && of?.Invoke(attempt) != false ? [ReleaseSeries(attempt.Number, Ending is "cancelled" ? "cancelled" : "superseded")] : Array.Empty<IEvent>(),
            SettleUnits(attempt, "superseded"),
        }).SelectMany(events => events);

        string? Ending => r.BusinessStatus switch
        {
            BusinessStatus.Completed => "completed",
            BusinessStatus.Cancelled or BusinessStatus.Rejected => "cancelled",
            _ => null,
        };

        /// <summary>None of an attempt that was never booked: it has no appointments.</summary>
        public IEnumerable<IEvent> Appointments(int attempt, string status, Func<int, bool> which, DateTimeOffset at) =>
            Enumerable.Range(1, r.FindAttempt(attempt)?.Booked ?? 0).Where(which).ToList() is { Count: > 0 } visits
                ? [new Wire.AppointmentsChanged { ReferralId = r.ReferralId, Version = version, Chain = r.Chain, Partner = r.Partner, Attempt = attempt, Visits = visits, Status = status, At = at }]
                : [];

        /// <param name="by">Whose doing it was; null: time's.</param>
        public IEvent Conversation(int message, string change, Mover? by, DateTimeOffset at) => new Wire.ConversationChanged
        {
            ReferralId = r.ReferralId, Version = version, Chain = r.Chain, Partner = r.Partner, Message = message, Change = change, BySender = by is Mover.Sender, At = at,
        };

        /// <param name="interim">Its number; null: the last one.</param>
        public IEvent Report(int? interim, DateTimeOffset at) => new Wire.ReportIssued
        {
            ReferralId = r.ReferralId, Version = version, Chain = r.Chain, Partner = r.Partner, At = at, InterimReport = interim,
        };

        public IEvent Status(bool isNews) => new Wire.ReferralStatusChanged
        {
            ReferralId = r.ReferralId, Version = version, Chain = r.Chain, Partner = r.Partner, Status = r.TaskStatus, BusinessStatus = r.BusinessStatus.Code(),
            StatusReason = r.StatusReason?.Code(), Priority = r.Prescription.Priority, LocationId = r.Series?.LocationId, TherapistId = r.Series?.TherapistId,
            Breached = [.. r.Clocks.Where(c => c is { Runs: true, BreachedAt: not null }).Select(c => c.Code)], ReportAcknowledged = r.Receipt?.AcknowledgedAt,
            Visits = r.Stage is Treating or Reporting or Closing or Ended ? r.Series?.Visits.Count ?? 0 : 0, ReceivedAt = r.ReceivedAt, At = r.Since, IsNews = isNews,
            Payer = r.Coverage?.Rule?.Split(['@', '/', ' '])[0], Milestones = Milestones(r.Milestones ?? new()),
        };

        Wire.Milestones Milestones(Milestones m) => new()
        {
            Asked = m.Asked, Acknowledged = m.Acknowledged, Accepted = m.Accepted, Pended = m.Pended, Covered = m.Covered, NoSlots = m.NoSlots, Contacted = m.Contacted,
            Scheduled = m.Scheduled, Seen = m.Seen, Treated = m.Treated, Reported = m.Reported,
            Attended = Days(VisitOutcome.Completed), Missed = Days(VisitOutcome.Missed),
        };

        IReadOnlyList<DateOnly>? Days(VisitOutcome outcome) =>
            r.Visits.Where(v => v.Outcome == outcome && v.Date is not null).Select(v => v.Date!.Value).ToList() is { Count: > 0 } days ? days : null;
    }
}
