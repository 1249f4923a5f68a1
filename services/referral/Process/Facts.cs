namespace ClinicNetwork.Referrals;

/// <summary>Something that happened to a referral, and when. Facts of a neighbour's message bear the message's name.</summary>
public abstract record ReferralFact(DateTimeOffset At);

/// <summary>An order came in; what it says in words lies beside the facts.</summary>
/// <param name="Likeness">See <see cref="Patient.Likeness"/>.</param>
/// <param name="PatientKey">See <see cref="Patient.Key"/>.</param>
/// <param name="NameKeys">See <see cref="Patient.NameKeys"/>.</param>
/// <param name="Promises">What the chain promises; null in what an earlier version wrote.</param>
/// <param name="BasedOn">The referral that it continues; null when none.</param>
/// <param name="Replaces">The referral that it is sent instead of; null when none.</param>
/// <param name="TreatedBy">The therapist of the one that it continues; null when nobody treated.</param>
public sealed record ReferralReceived(
    string Partner, string Chain, Identifier Placer, string Fingerprint, Prescription Prescription, DateTimeOffset At, string? Likeness = null,
    string? PatientKey = null, Promises? Promises = null, string? BasedOn = null, string? Replaces = null, string? TreatedBy = null, IReadOnlyList<string>? NameKeys = null) : ReferralFact(At);

/// <summary>Taken: the diagnosis lies in a condition group that the network treats (S3), or a coordinator agreed.</summary>
/// <param name="Rules">Version of the screening rules that decided; null when a person did.</param>
/// <param name="Visits">So many, as the person found out, where the order did not say; null where it did.</param>
public sealed record ReferralAccepted(string ConditionGroup, long? Rules, DateTimeOffset At, int? Visits = null) : ReferralFact(At);

/// <summary>A person has to look at it before it goes on.</summary>
/// <param name="Coverage">What insurance said, when that is why.</param>
public sealed record ReviewRequired(string Text, CoverageAnswer? Coverage, DateTimeOffset At) : ReferralFact(At);

/// <summary>4.0, rejected or handed back; what the coordinator wrote lies with the words.</summary>
public sealed record ReferralRejected(Reason Reason, DateTimeOffset At) : ReferralFact(At);

/// <summary>The payer takes its time.</summary>
public sealed record AuthorizationPended(string Text, DateTimeOffset At) : ReferralFact(At);

/// <summary>Visits are covered, all or some.</summary>
public sealed record CoverageDetermined(CoverageAnswer Coverage, DateTimeOffset At) : ReferralFact(At);

/// <summary>No visit is covered: the patient may accept the estimate.</summary>
public sealed record EstimateOffered(CoverageAnswer Coverage, string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record EstimateAccepted(DateTimeOffset At) : ReferralFact(At);

/// <summary>A placement attempt begins; the previous one, if any, is over.</summary>
/// <param name="Visits">Only what lies ahead.</param>
public sealed record PlacementRequested(int Attempt, int Visits, DateTimeOffset At) : ReferralFact(At);

public sealed record NoSlotsFound(int Attempt, string ReasonCode, string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record SeriesHeld(int Attempt, Series Series, DateTimeOffset At) : ReferralFact(At);

public sealed record UnitsReserved(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>The units ran out meanwhile: the hold goes back, a person decides.</summary>
public sealed record UnitsRefused(int Attempt, string ReasonCode, string Text, DateTimeOffset At) : ReferralFact(At);

public sealed record SeriesBooked(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>The hold or booking is gone; its units go back.</summary>
public sealed record SeriesReleased(int Attempt, string ReasonCode, DateTimeOffset At) : ReferralFact(At);

/// <summary>Scheduling confirms that every visit of the series has its outcome.</summary>
public sealed record SeriesCompleted(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>Visits go on after one that took place or was missed (BSeR 18, 21, 26: back to scheduled).</summary>
public sealed record TreatmentContinued(DateTimeOffset At) : ReferralFact(At);

public sealed record VisitCompleted(int Attempt, int Visit, DateOnly? Date, DateTimeOffset At) : ReferralFact(At);

public sealed record VisitMissed(int Attempt, int Visit, DateOnly? Date, DateTimeOffset At) : ReferralFact(At);

/// <summary>The treatment ends before its last visit: what lies ahead is released, and is placed no more. What the coordinator wrote lies with the words.</summary>
public sealed record TreatmentDischarged(Reason Reason, DateTimeOffset At) : ReferralFact(At);

/// <summary>It had ended and is decided again; why lies with the words.</summary>
/// <param name="To">Where it goes on from.</param>
public sealed record ReferralReopened(BusinessStatus To, DateTimeOffset At) : ReferralFact(At);

/// <summary>Somebody at the hospital has seen how it ended.</summary>
public sealed record EndSeen(DateTimeOffset At) : ReferralFact(At);

/// <summary>A coordinator has chosen where what lies ahead is to be placed; why lies with the words.</summary>
public sealed record PlaceChosen(ChosenPlace Place, DateTimeOffset At) : ReferralFact(At);

/// <summary>There was no room at the chosen place for as long as the chain waits: what lies ahead goes wherever there is.</summary>
public sealed record PlaceGivenUp(DateTimeOffset At) : ReferralFact(At);

/// <summary>What the attempt holds or looks for goes back, and what lies ahead is placed anew.</summary>
/// <param name="Text">Why somebody has to decide before that; null when nobody has to.</param>
public sealed record MoveBegun(int Attempt, DateTimeOffset At, AfterMove Then = AfterMove.Place, string? Text = null) : ReferralFact(At);

/// <summary>The hospital has corrected its order. What it said before lies with the words.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Changes">What is said otherwise: see <see cref="OrderChanges"/>.</param>
public sealed record OrderCorrected(int Number, string Fingerprint, Prescription Prescription, string? Likeness, IReadOnlyList<string> Changes, DateTimeOffset At, IReadOnlyList<string>? NameKeys = null) : ReferralFact(At);

/// <summary>Visits are booked, and insurance has to look at the corrected order.</summary>
/// <param name="Anew">The coverage is another.</param>
public sealed record VerificationBegun(bool Anew, DateTimeOffset At) : ReferralFact(At);

/// <summary>Insurance has not answered yet and is asked again.</summary>
public sealed record VerificationAskedAgain(DateTimeOffset At) : ReferralFact(At);

/// <summary>Insurance covers what is booked, by the corrected order too.</summary>
public sealed record CoverageVerified(CoverageAnswer Coverage, DateTimeOffset At) : ReferralFact(At);

/// <summary>The hospital has marked its order as entered in error: it was never meant, or for another patient.</summary>
public sealed record EnteredInError(DateTimeOffset At) : ReferralFact(At);

/// <summary>Open referrals of the same patient for the same condition are known.</summary>
public sealed record DuplicatesFound(IReadOnlyList<string> Referrals, DateTimeOffset At) : ReferralFact(At);

/// <summary>A coordinator has looked at the possible duplicates: both go on.</summary>
public sealed record DuplicatesCleared(DateTimeOffset At) : ReferralFact(At);

public sealed record PreferencesSet(PatientPreferences Preferences, DateTimeOffset At) : ReferralFact(At);

/// <summary>No visit lies ahead any more: the report is written next.</summary>
public sealed record TreatmentCompleted(DateTimeOffset At) : ReferralFact(At);

/// <summary>The outcome report is written and lies with the words; it goes back to the hospital with the last status.</summary>
public sealed record ReportIssued(DateTimeOffset At) : ReferralFact(At);

/// <summary>7.0</summary>
public sealed record ReferralCompleted(DateTimeOffset At) : ReferralFact(At);

/// <summary>The hospital asks to cancel; a coordinator confirms. What the hospital wrote lies with the words.</summary>
public sealed record CancellationRequested(DateTimeOffset At) : ReferralFact(At);

/// <summary>6.0</summary>
public sealed record ReferralCancelled(DateTimeOffset At) : ReferralFact(At);

/// <summary>Insurance confirms that nothing is reserved for the attempt any more.</summary>
public sealed record UnitsReleased(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>A wait ran out: the same request goes out again.</summary>
public sealed record AskedAgain(DateTimeOffset At) : ReferralFact(At);

/// <summary>A person's wait ran out: the worklist shows it as overdue.</summary>
public sealed record WaitOverdue(DateTimeOffset At) : ReferralFact(At);

/// <summary>An answer came for an attempt that is over; whoever gave it takes it back. Only ever told, never stored.</summary>
public sealed record AnswerDeclined(int Attempt, DateTimeOffset At) : ReferralFact(At);

/// <summary>Where it stands, told once more to who is behind. Only ever told, never stored.</summary>
public sealed record StatusShown(DateTimeOffset At) : ReferralFact(At);
