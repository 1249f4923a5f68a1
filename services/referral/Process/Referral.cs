namespace ClinicNetwork.Referrals;

/// <summary>
/// A referral on its way: the process that joins hospital, insurance and scheduling. Ids, codes and numbers; the order, the
/// report and what people wrote lie with the document's words.
/// </summary>
public sealed record Referral : IAggregate<Referral, ReferralFact>
{
    public const string Collection = "referrals";

    public static Referral Initial { get; } = new();

    /// <summary>The document's id, also that of its ServiceRequest and Task.</summary>
    public string ReferralId { get; init; } = "";
    public string Chain { get; init; } = "";
    public string Partner { get; init; } = "";
    public Identifier? Placer { get; init; }
    public string Fingerprint { get; init; } = "";
    public Prescription Prescription { get; init; } = new(0, new(1, 1, "wk"), [], "routine");
    /// <summary>See <see cref="Patient.Likeness"/>; stored, because possible duplicates are found by it.</summary>
    public string? Likeness { get; init; }
    /// <summary>See <see cref="Patient.Key"/>; stored, because a patient's referrals are found by it.</summary>
    public string? PatientKey { get; init; }
    /// <summary>See <see cref="Patient.NameKeys"/>; stored likewise. None in documents of earlier versions.</summary>
    public IReadOnlyList<string> NameKeys { get; init; } = [];
    public string? ConditionGroup { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }

    public BusinessStatus BusinessStatus { get; init; } = BusinessStatus.Draft;
    /// <summary>Since when the status or its reason is what it is.</summary>
    public DateTimeOffset Since { get; init; }
    /// <summary>Since when the order has its version; null while that is the one that was received.</summary>
    public DateTimeOffset? OrderSince { get; init; }
    public Stage Stage { get; init; } = new Unsent();
    /// <summary>Why it was rejected or cancelled; null otherwise.</summary>
    public Reason? EndReason { get; init; }
    /// <summary>Why the treatment ends before its last visit; null while it does not.</summary>
    public Reason? Discharge { get; init; }
    /// <summary>So often it was opened again after its end.</summary>
    public int Reopenings { get; init; }
    public CoverageAnswer? Coverage { get; init; }
    /// <summary>Every placement attempt ever made, oldest first.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
    /// <summary>Visits that took place or were missed, in whichever attempt.</summary>
    public IReadOnlyList<KnownVisit> Visits { get; init; } = [];
    /// <summary>What the chain promised; null in documents of earlier versions.</summary>
    public Promises? Promises { get; init; }
    public IReadOnlyList<Clock> Clocks { get; init; } = [];
    /// <summary>Since when the clocks stand; null while they run.</summary>
    public DateTimeOffset? PausedSince { get; init; }
    /// <summary>How long they stood in all, the present pause not counted.</summary>
    public TimeSpan Paused { get; init; }
    /// <summary>Attempts to reach the patient, oldest first.</summary>
    public IReadOnlyList<Contact> Contacts { get; init; } = [];
    /// <summary>Of the last report; null while there is none, and in documents of earlier versions.</summary>
    public Receipt? Receipt { get; init; }
    /// <summary>Where a coordinator wants what lies ahead; null: wherever the chain's ranking puts it.</summary>
    public ChosenPlace? Chosen { get; init; }
    /// <summary>Why what lay ahead was last placed anew without anybody asking for it: location-closed, credential-lapsed or wait-limit; null when it was not.</summary>
    public string? Displaced { get; init; }
    /// <summary>What the patient prefers; null: nothing was said.</summary>
    public PatientPreferences? Preferences { get; init; }
    /// <summary>How often, when and in what the hospital corrected its order, oldest first.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];
    /// <summary>The referral that it continues (FHIR <c>basedOn</c>); null when none.</summary>
    public string? BasedOn { get; init; }
    /// <summary>The referral that it was sent instead of (FHIR <c>replaces</c>); null when none.</summary>
    public string? Replaces { get; init; }
    /// <summary>Who treated in the referral that it continues; null when nobody did.</summary>
    public string? TreatedBy { get; init; }
    /// <summary>Whether more visits are wanted than were ordered; null while it is not time to think of it.</summary>
    public Continuation? Continuation { get; init; }
    /// <summary>Referrals of the same patient for the same condition that were open when it came.</summary>
    public IReadOnlyList<string> Duplicates { get; init; } = [];
    /// <summary>When a coordinator said that both go on.</summary>
    public DateTimeOffset? DuplicatesClearedAt { get; init; }
    /// <summary>What hospital and chain wrote to each other, oldest first.</summary>
    public IReadOnlyList<Message> Conversation { get; init; } = [];
    /// <summary>What the chain's people noted for each other, oldest first.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];
    /// <summary>Null in documents of earlier versions, until something happens to them.</summary>
    public Milestones? Milestones { get; init; }
    /// <summary>What puts it on a coordinator's worklist; stored, because the worklist is found by it.</summary>
    public Reason? Attention { get; init; }
    /// <summary>When what was promised on it runs out, <see cref="Referrals.Attention.Never"/> when nothing does; null while nobody has to look. Stored, because the worklist goes by it.</summary>
    public DateTimeOffset? RunsOut { get; init; }
    /// <summary>Where it is held, booked or to be placed; stored, because the worklist is narrowed by it.</summary>
    public string? Location { get; init; }
    /// <summary>What puts it on its hospital's worklist; stored likewise.</summary>
    public Reason? SenderAttention { get; init; }
    /// <summary>When somebody at the hospital saw that it had been rejected or handed back.</summary>
    public DateTimeOffset? EndSeenAt { get; init; }
    /// <summary>Files that the hospital has sent to its order, oldest first.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    /// <summary>Reports that were written while the treatment went on, oldest first.</summary>
    public IReadOnlyList<InterimReport> InterimReports { get; init; } = [];
    /// <summary>The interim report that is to be written next; null while none is.</summary>
    public AwaitedReport? Awaited { get; init; }
    /// <summary>So often the last report was written: once more after each time that it was opened again. 0 before, and in documents of earlier versions.</summary>
    public int ReportsIssued { get; init; }
    /// <summary>See <see cref="ReferralKeys"/>. Null in documents of earlier versions, until <see cref="OlderReferrals"/> has come by.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    public DateTimeOffset? Due => DueTimes.Min(due => (DateTimeOffset?)due.At);

    /// <summary>Its stage's, and those of replies, promises and receipts that are expected. While the referrer is asked, no coordinator is reminded.</summary>
    public IEnumerable<DueTime> DueTimes =>
    [
        .. AsksReferrer is null ? Stage.DueTimes : [],
        .. BusinessStatus.IsTerminal() ? [] : Conversation.Select(m => m.Reply?.Due).OfType<DateTimeOffset>().Select(due => new DueTime("reply", due)),
        .. this.Running().Select(clock => new DueTime("clock", clock.Due)),
        .. this.ThinkOfContinuationAt() is { } ends ? [new DueTime("continuation", ends)] : Array.Empty<DueTime>(),
        .. GivesUpPlaceAt is { } limit ? [new DueTime("place", limit)] : Array.Empty<DueTime>(),
        .. Awaited is { } report ? [new DueTime("interim-report", report.Asking.At)] : Array.Empty<DueTime>(),
        .. Receipt is { Due: { } receipt } ? [new DueTime("receipt", receipt)] : Array.Empty<DueTime>(),
    ];

    /// <summary>Until then what a coordinator has chosen is waited for, while there is no room; null when nothing is.</summary>
    public DateTimeOffset? GivesUpPlaceAt => Chosen is not null && Promises?.PlaceWait is { } wait && Stage is Placing { Hold: { Reason: Reason.NoSlots } hold } ? hold.Since + wait : null;

    /// <summary>The question that the decision on this referral waits for; null when it waits for none.</summary>
    public Message? AsksReferrer => Stage is InReview ? Conversation.FirstOrDefault(m => m is { From: Mover.Receiver, AwaitsReply: true, Reply.Due: not null }) : null;

    public Message? FindMessage(int number) => number >= 1 && number <= Conversation.Count ? Conversation[number - 1] : null;

    /// <summary>Why it stands still; null while it moves or has ended.</summary>
    public Hold? Hold => AsksReferrer is { Reply.Due: { } due } question
        ? new(Reason.InformationRequested, FormattableString.Invariant($"The referrer has been asked; an answer is expected by {due:yyyy-MM-dd}."), question.At)
        : Stage.StandsStill;
    /// <summary>Of the hold, the rejection or the cancellation: exactly when <see cref="TaskStatus"/> needs one (Gravity SDOH clinical care).</summary>
    public Reason? StatusReason => EndReason ?? (TaskStatus is "on-hold" ? Hold?.Reason : null);
    public bool SelfPay => Coverage?.Outcome == CoverageOutcome.SelfPay;
    public bool CancellationRequested => BusinessStatus == BusinessStatus.CancellationRequested;
    /// <summary>Visits to place in all: those covered, or all when the patient pays.</summary>
    public int VisitsInAll => SelfPay ? Prescription.Visits : Coverage?.CoveredVisits ?? Prescription.Visits;
    /// <summary>Visits that still have to be placed: a visit that took place or was missed is not placed again.</summary>
    public int VisitsAhead => Discharge is null ? Math.Max(0, VisitsInAll - Visits.Count) : 0;
    /// <summary>A visit took place, in whichever attempt.</summary>
    public bool HasBegun => Visits.Any(v => v.Outcome == VisitOutcome.Completed);

    /// <summary>The series that is held, booked, or was so last; null when there is none.</summary>
    public Series? Series => Stage switch
    {
        Reserving s => s.Series,
        Booking s => s.Series,
        Treating s => s.Series,
        Moving s => s.Series,
        Reporting s => s.Series,
        Closing s => s.Series,
        Ended s => s.Series,
        _ => null,
    };

    /// <summary>The attempt that is under way, its report included; null when none is.</summary>
    public int? CurrentAttempt => Stage switch
    {
        Placing s => s.Attempt,
        Reserving s => s.Attempt,
        Booking s => s.Attempt,
        Treating s => s.Attempt,
        Moving s => s.Attempt,
        Reporting s => s.Attempt,
        _ => null,
    };

    public Attempt? FindAttempt(int number) => number >= 1 && number <= Attempts.Count ? Attempts[number - 1] : null;

    /// <summary>What is known of this visit; null while it lies ahead.</summary>
    public KnownVisit? FindVisit(int attempt, int visit) => Visits.FirstOrDefault(v => v.Attempt == attempt && v.Visit == visit);

    /// <summary>Scheduling must have told all visits of the attempt that took place before its units are settled.</summary>
    public bool MaySettleUnits(Attempt attempt) =>
        attempt is { UnitsAsked: true, UnitsEnded: false } && (attempt.SeriesEnded || !attempt.BookingAsked || BusinessStatus == BusinessStatus.Completed);

    /// <summary>
    /// Moves with the order and its status, not with the Task: 1 as received, 2 revoked, 3 completed, 4 entered in error; one more with each correction,
    /// three more with each time that it was opened again.
    /// </summary>
    public string OrderVersion => $"{(3 * Reopenings) + Corrections.Count + (OrderStatus switch { "active" => 1, "revoked" => 2, "completed" => 3, _ => 4 })}";

    public bool IsError => EndReason == Reason.EnteredInError;

    /// <summary>FHIR ServiceRequest.status.</summary>
    public string OrderStatus => BusinessStatus switch
    {
        _ when IsError => "entered-in-error",
        BusinessStatus.CancellationRequested or BusinessStatus.Cancelled => "revoked",
        BusinessStatus.Completed => "completed",
        _ => "active",
    };

    public string TaskStatus => IsError ? "entered-in-error" : StatusOf(BusinessStatus, Hold is not null, EndReason?.IsFailure() == true);

    /// <summary>FHIR Task.status that goes with the business status; on-hold while something is waited for, failed when it was tried in vain.</summary>
    public static string StatusOf(BusinessStatus business, bool isOnHold, bool isFailure) => business switch
    {
        BusinessStatus.Rejected => isFailure ? "failed" : "rejected",
        BusinessStatus.Cancelled => "cancelled",
        BusinessStatus.Completed => "completed",
        BusinessStatus.CancellationRequested => "in-progress",
        _ when isOnHold => "on-hold",
        BusinessStatus.Received => "received",
        BusinessStatus.Accepted => "accepted",
        BusinessStatus.Draft => "draft",
        _ => "in-progress",
    };

    public Referral Evolve(ReferralFact fact)
    {
        var next = Clockwork.Turn(this, Evolution.Apply(this, fact), fact);
        var moved = (next.BusinessStatus, next.Hold?.Reason, next.IsError) != (BusinessStatus, Hold?.Reason, IsError);
        var isSaidAnew = next.OrderVersion != OrderVersion;
        next = next with { Milestones = (next.Milestones ?? new()).After(next, fact), Since = moved ? fact.At : next.Since, OrderSince = isSaidAnew ? fact.At : OrderSince, Attention = next.NeedsAttention(), SenderAttention = next.NeedsItsSender() };
        next = next with { RunsOut = next.Attention is null ? null : next.PromisedUntil() ?? Referrals.Attention.Never, Location = next.Series?.LocationId ?? next.Chosen?.Location };
        var isOlder = Keys is null && Placer is not null;
        return (moved || isSaidAnew) && !isOlder ? next with { Keys = ReferralKeys.Of(next) } : next;
    }

    /// <summary>True when a person let a wait run out.</summary>
    public bool IsOverdue => Stage is InReview { Reminding.Times: > 0 } or AwaitingEstimate { Reminding.Times: > 0 } or Treating { Asking.Times: > 0 };
}
