namespace ClinicNetwork.Referral;

/// <summary>Something that happened to a referral, and when.</summary>
public abstract record ReferralFact(DateTimeOffset At);

public sealed record ReferralReceived(Order Order, DateTimeOffset At) : ReferralFact(At);

/// <summary>Taken: the diagnosis lies in a condition group that the network treats (S3), or a coordinator agreed.</summary>
public sealed record ReferralAccepted(string ConditionGroup, string DecidedBy, DateTimeOffset At) : ReferralFact(At);

/// <summary>A person has to look at it before it goes on.</summary>
/// <param name="Decision">What insurance said, when that is why.</param>
public sealed record ReviewRequired(string Reason, string Text, CoverageDecision? Decision, DateTimeOffset At) : ReferralFact(At);

public sealed record ReferralRejected(string Reason, string Text, DateTimeOffset At) : ReferralFact(At);

/// <summary>The payer takes its time.</summary>
public sealed record AuthorizationAwaited(string Text, DateTimeOffset At) : ReferralFact(At);

/// <summary>Visits are covered, all or some.</summary>
public sealed record CoverageGranted(CoverageDecision Decision, DateTimeOffset At) : ReferralFact(At);

/// <summary>No visit is covered: the patient may accept the estimate.</summary>
public sealed record EstimateOffered(CoverageDecision Decision, string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record EstimateAccepted(string AcceptedBy, DateTimeOffset At) : ReferralFact(At);

/// <summary>A placement attempt begins; the previous one, if any, is over.</summary>
public sealed record PlacementStarted(int Attempt, int Visits, DateTimeOffset At) : ReferralFact(At);

public sealed record SlotsMissing(int Attempt, string Reason, string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record SeriesOffered(int Attempt, Series Series, DateTimeOffset At) : ReferralFact(At);

public sealed record UnitsGranted(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>The units ran out meanwhile: the hold goes back, a person decides.</summary>
public sealed record UnitsDenied(int Attempt, string Reason, string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record SeriesConfirmed(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>The hold or booking is gone; its units go back.</summary>
public sealed record SeriesLost(int Attempt, string Reason, DateTimeOffset At) : ReferralFact(At);

/// <summary>Visits go on after one that took place or was missed (BSeR 18, 26: back to scheduled).</summary>
public sealed record TreatmentContinued(DateTimeOffset At) : ReferralFact(At);

/// <param name="Outcome">completed or missed.</param>
public sealed record VisitRecorded(int Visit, string Outcome, DateTimeOffset At) : ReferralFact(At);

/// <summary>The outcome report is written; it goes back to the hospital with the last status.</summary>
public sealed record ReportIssued(string Bundle, DateTimeOffset At) : ReferralFact(At);

public sealed record ReferralCompleted(DateTimeOffset At) : ReferralFact(At);

/// <summary>The hospital asks to cancel; a coordinator confirms.</summary>
public sealed record CancellationAsked(string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record ReferralCancelled(string ConfirmedBy, string Text, DateTimeOffset At) : ReferralFact(At);

/// <summary>A wait ran out: the same request goes out again.</summary>
public sealed record AskedAgain(DateTimeOffset At) : ReferralFact(At);

/// <summary>A person's wait ran out: the worklist shows it as overdue.</summary>
public sealed record WaitOverdue(DateTimeOffset At) : ReferralFact(At);

/// <summary>An answer came for an attempt that is over; whoever gave it takes it back. Only ever told, never stored.</summary>
public sealed record AnswerDeclined(int Attempt, string Reason, DateTimeOffset At) : ReferralFact(At);
