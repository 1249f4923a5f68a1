namespace ClinicNetwork.Referrals;

/// <summary>What each fact makes of a referral.</summary>
static class Evolution
{
    public static Referral Apply(Referral r, ReferralFact fact) => fact switch
    {
        ReferralReceived f => r with
        {
            ReferralId = ReferralIds.For(f.Partner, f.Placer),
            Chain = f.Chain,
            Partner = f.Partner,
            Placer = f.Placer,
            Fingerprint = f.Fingerprint,
            Prescription = f.Prescription,
            Likeness = f.Likeness,
            PatientKey = f.PatientKey,
            NameKeys = f.NameKeys ?? [],
            Promises = f.Promises,
            BasedOn = f.BasedOn,
            Replaces = f.Replaces,
            TreatedBy = f.TreatedBy,
            Clocks = f.Promises?.Clocks ?? [],
            ReceivedAt = f.At,
            BusinessStatus = BusinessStatus.Received,
        },
        ReviewRequired f => r with { Stage = Review(f.Text, f.At), Coverage = f.Coverage ?? r.Coverage },
        // Taken anew after units ran out, it keeps the status that its visits have given it.
        ReferralAccepted f => (r.BusinessStatus == BusinessStatus.Received ? r.To(BusinessStatus.Accepted) : r).Decided(needsNone: true, f.At) with { Stage = new Covering(Waits.First(f.At)), ConditionGroup = f.ConditionGroup, Coverage = null, Prescription = r.Prescription with { Visits = f.Visits ?? r.Prescription.Visits } },
        AuthorizationPended f => r with { Stage = new Covering(Waits.Patiently(f.At), new(Reason.AuthorizationPending, f.Text, f.At)) },
        CoverageDetermined f => r with { Coverage = f.Coverage },
        EstimateOffered f => r with { Stage = new AwaitingEstimate(new(Reason.EstimateAcceptance, f.Text, f.At), Waits.Remind(f.At)), Coverage = f.Coverage },

        PlacementRequested f => r with { Stage = new Placing(f.Attempt, f.Visits, Waits.First(f.At)), Attempts = [.. r.Attempts, new(f.Attempt)] },
        NoSlotsFound f => r with { Stage = new Placing(f.Attempt, (r.Stage as Placing)?.Visits ?? r.VisitsAhead, Waits.Patiently(f.At), new(Reason.NoSlots, f.Text, f.At)) },
        SeriesHeld f when r.SelfPay => r.Mark(f.Attempt, a => a with { BookingAsked = true }) with { Stage = new Booking(f.Attempt, f.Series, Waits.First(f.At)) },
        SeriesHeld f => r.Mark(f.Attempt, a => a with { UnitsAsked = true }) with { Stage = new Reserving(f.Attempt, f.Series, Waits.First(f.At)) },
        UnitsReserved f when r.Stage is Reserving s => r.Mark(f.Attempt, a => a with { BookingAsked = true }) with { Stage = new Booking(f.Attempt, s.Series, Waits.First(f.At)) },
        UnitsRefused f => r with { Stage = Review(f.Text, f.At) },
        SeriesBooked f when r.Stage is Booking s => r.To(BusinessStatus.Scheduled).Mark(f.Attempt, a => a with { Booked = s.Series.Visits.Count }) with { Stage = new Treating(f.Attempt, s.Series, Waits.AfterLastVisit(s.Series, f.At)) },

        VisitCompleted f => r.Know(new(f.Attempt, f.Visit, f.Date, VisitOutcome.Completed), BusinessStatus.EventCompleted, f.At),
        VisitMissed f => r.Know(new(f.Attempt, f.Visit, f.Date, VisitOutcome.Missed), BusinessStatus.Unattended, f.At),
        TreatmentContinued => r.To(BusinessStatus.Scheduled),
        SeriesReleased f => r.Displaced(f).FellAway(f.Attempt).Mark(f.Attempt, a => a with { SeriesEnded = true }).EndedIfAnswered(),
        SeriesCompleted f => r.Mark(f.Attempt, a => a with { SeriesEnded = true }).EndedIfAnswered(),
        UnitsReleased f => r.Mark(f.Attempt, a => a with { UnitsEnded = true }).EndedIfAnswered(),
        TreatmentCompleted f => r with { Awaited = null, Stage = new Reporting(r.CurrentAttempt ?? r.Attempts.Count, r.Series, Waits.First(f.At)) },

        PlaceChosen f => r with { Chosen = f.Place, Displaced = null },
        PlaceGivenUp => r with { Chosen = null, Displaced = "wait-limit" },
        PreferencesSet f => r with { Preferences = f.Preferences },
        MoveBegun f => r with { Stage = r.Moves(f) },

        OrderCorrected f => r with
        {
            NameKeys = f.NameKeys ?? r.NameKeys,
            Fingerprint = f.Fingerprint,
            Prescription = f.Prescription,
            Likeness = f.Likeness ?? r.Likeness,
            Corrections = [.. r.Corrections, new(f.Number, f.At, f.Changes)],
        },
        VerificationBegun f when r.Stage is Treating s => r with { Stage = s with { Verifying = new(Waits.First(f.At), f.Anew || s.Verifying?.Anew == true) } },
        VerificationAskedAgain f when r.Stage is Treating { Verifying: { } v } s => r with { Stage = s with { Verifying = v with { Asking = v.Asking.Again(f.At) } } },
        CoverageVerified f when r.Stage is Treating s => r with { Coverage = f.Coverage, Stage = s with { Verifying = null } },
        EnteredInError f => r.BusinessStatus.IsTerminal() ? r with { BusinessStatus = BusinessStatus.Cancelled, EndReason = Reason.EnteredInError, Receipt = null } : r.Close(BusinessStatus.Cancelled, Reason.EnteredInError, f.At) with { Receipt = null },
        ContinuationDue f => r with { Continuation = new(f.At) },
        ContinuationRequested f => r with { Continuation = (r.Continuation ?? new(f.At)) with { Question = f.Question } },
        ContinuationNotNeeded f => r with { Continuation = r.Continuation! with { NotNeededAt = f.At } },
        Continued f => r with { Continuation = (r.Continuation ?? new(f.At)) with { By = f.By } },
        DuplicatesFound f => r with { Duplicates = f.Referrals },
        DuplicatesCleared f => r with { DuplicatesClearedAt = f.At },

        TreatmentDischarged f => r with { Discharge = f.Reason, Stage = r.Stage is Treating s ? s with { Asking = Waits.First(f.At) } : r.Stage },
        ReferralReopened f => r with
        {
            BusinessStatus = f.To,
            Stage = new InReview(new(Reason.Reopened, Reason.Reopened.Words(), f.At), Waits.Remind(f.At)),
            Reopenings = r.Reopenings + 1,
            EndReason = null,
            Discharge = null,
            Coverage = null,
            EndSeenAt = null,
        },

        ReferralCompleted f => r.Close(BusinessStatus.Completed, null, f.At),
        ReferralRejected f => r.Decided(needsNone: false, f.At).Close(BusinessStatus.Rejected, f.Reason, f.At),
        ReferralCancelled f => r.Close(BusinessStatus.Cancelled, Reason.Cancelled, f.At),
        CancellationRequested => r with { BusinessStatus = BusinessStatus.CancellationRequested },
        ContactAttempted f => r with { Contacts = [.. r.Contacts, new(f.Number, f.Channel, f.Outcome, f.At)] },
        ReportIssued f => r.Promises is { Receipt: { } rule } ? r with { ReportsIssued = r.ReportsIssued + 1, Receipt = new(f.At, f.At.AddDays(rule.DueDays), TimeSpan.FromDays(rule.DueDays), rule.Reminders) } : r with { ReportsIssued = r.ReportsIssued + 1 },
        ReportAcknowledged f => r with { Receipt = r.Receipt! with { Due = null, AcknowledgedAt = f.At } },
        ReportReminded => r with { Receipt = r.Receipt! with { Due = r.Receipt.Due + r.Receipt.Every, RemindersLeft = r.Receipt.RemindersLeft - 1 } },
        ReportUnacknowledged => r with { Receipt = r.Receipt! with { Due = null } },
        InterimReportDue f => r with { Awaited = new(f.Point, Waits.First(f.At)) },
        InterimReportDelayed f => r with { Awaited = r.Awaited! with { Asking = r.Awaited.Asking.Again(f.At) } },
        InterimReportIssued f => r with { Awaited = null, InterimReports = [.. r.InterimReports, new(f.Number, f.Point, f.At)] },
        AttachmentReceived f => r with { Attachments = [.. r.Attachments, new(f.Number, f.Id, f.ContentType, f.Bytes, f.At)] },
        EndSeen f => r with { EndSeenAt = f.At },
        NoteWritten f => r with { Notes = [.. r.Notes, new(f.Number, f.By, f.At)] },
        MessageSent f => r.Write(f),
        QuestionResolved f => r.Change(f.Number, reply => reply with { Due = null, ResolvedAt = f.At }),
        ReplyReminded f => r.Change(f.Number, reply => reply.Reminded()),
        QuestionUnanswered f => r.Change(f.Number, reply => reply with { Due = null }),
        AskedAgain f => r with { Stage = AskedAgain(r.Stage, r.Discharge is not null, f.At) },
        WaitOverdue f => r with
        {
            Stage = r.Stage switch
            {
                InReview s => s with { Reminding = s.Reminding.Again(f.At) },
                AwaitingEstimate s => s with { Reminding = s.Reminding.Again(f.At) },
                _ => r.Stage,
            },
        },
        _ => r,
    };

    static Moving Moves(this Referral r, MoveBegun begun)
    {
        var under = r.Stage as Moving;
        var outdone = under is not null && under.Then > begun.Then;
        return new(begun.Attempt, r.Stage is Treating or Moving ? r.Series : null, Waits.First(begun.At), Then: outdone ? under!.Then : begun.Then, Text: outdone ? under!.Text : begun.Text);
    }

    /// <param name="releasing">The booked series is on its way back.</param>
    static Stage AskedAgain(Stage stage, bool releasing, DateTimeOffset at) => stage switch
    {
        Covering s => s with { Asking = Next(s.Asking, s.Hold, at), Hold = s.Hold ?? NoAnswer(s.Asking, at) },
        Placing s => s with { Asking = Next(s.Asking, s.Hold, at), Hold = s.Hold ?? NoAnswer(s.Asking, at) },
        Reserving s => s with { Asking = s.Asking.Again(at), Hold = s.Hold ?? NoAnswer(s.Asking, at) },
        Booking s => s with { Asking = s.Asking.Again(at), Hold = s.Hold ?? NoAnswer(s.Asking, at) },
        Moving s => s with { Asking = s.Asking.Again(at), Hold = s.Hold ?? NoAnswer(s.Asking, at) },
        Treating s => s with { Asking = releasing ? s.Asking.Again(at) : s.Asking.Again(at, Waits.Outcome) },
        Reporting s => s with { Asking = s.Asking.Again(at) },
        Closing s => s with { Asking = s.Asking.Again(at) },
        _ => stage,
    };

    /// <summary>A payer's decision and room for a series are waited for patiently.</summary>
    static Asking Next(Asking asking, Hold? hold, DateTimeOffset at) =>
        hold?.Reason is Reason.NoSlots or Reason.AuthorizationPending ? asking.PatientlyAgain(at) : asking.Again(at);

    static Hold? NoAnswer(Asking before, DateTimeOffset at) =>
        before.Times + 1 >= Waits.AsksBeforePeople ? new(Reason.NoAnswer, Reason.NoAnswer.Words(), at) : null;

    static InReview Review(string text, DateTimeOffset at) => new(new(Reason.Review, text, at), Waits.Remind(at));

    /// <summary>The hospital's request to cancel stays visible whatever the process does meanwhile (BSeR leaves 5.2 only by 23 and 24), and an end is an end.</summary>
    static Referral To(this Referral r, BusinessStatus status) => r.CancellationRequested || r.BusinessStatus.IsTerminal() ? r : r with { BusinessStatus = status };

    static Referral Mark(this Referral r, int attempt, Func<Attempt, Attempt> change) =>
        r with { Attempts = [.. r.Attempts.Select(a => a.Number == attempt ? change(a) : a)] };

    /// <summary>A visit of the booked series shows in the status; one of an older attempt is only known from now on.</summary>
    static Referral Know(this Referral r, KnownVisit visit, BusinessStatus shown, DateTimeOffset at)
    {
        var next = r with { Visits = [.. r.Visits, visit] };
        return r.Stage is Treating treating && treating.Attempt == visit.Attempt
            ? next.To(shown) with { Stage = treating with { Asking = Waits.AfterLastVisit(treating.Series, at) } }
            : next;
    }

    /// <summary>The place is lost for everybody: nobody's wish for it can hold.</summary>
    static Referral Displaced(this Referral r, SeriesReleased released) => r.CurrentAttempt != released.Attempt ? r : released.ReasonCode switch
    {
        LocationClosed => r with { Displaced = released.ReasonCode, Chosen = r.Chosen is { } chosen && chosen.Location == r.Series?.LocationId ? null : r.Chosen },
        CredentialLapsed => r with { Displaced = released.ReasonCode, Chosen = r.Chosen is { } chosen && chosen.Therapist == r.Series?.TherapistId ? chosen with { Therapist = null } : r.Chosen },
        _ => r,
    };

    const string LocationClosed = "location-closed", CredentialLapsed = "credential-lapsed";

    /// <summary>A booked series that fell away shows in the status when it has to be placed again.</summary>
    static Referral FellAway(this Referral r, int attempt) =>
        r.CurrentAttempt == attempt && r.Stage is Treating or Moving { Series: not null } && r.VisitsAhead > 0 ? r.To(BusinessStatus.AppointmentCancelled) : r;

    static Referral Close(this Referral r, BusinessStatus status, Reason? reason, DateTimeOffset at) =>
        (r with { BusinessStatus = status, EndReason = reason, Awaited = null, Stage = new Closing(r.Series, Waits.First(at)) }).EndedIfAnswered();

    static Referral EndedIfAnswered(this Referral r) =>
        r.Stage is Closing closing && r.Attempts.All(a => a.IsAnswered) ? r with { Stage = new Ended(closing.Series) } : r;
}
