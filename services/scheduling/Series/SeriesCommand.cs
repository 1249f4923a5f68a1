namespace ClinicNetwork.Scheduling.Booking;

/// <summary>The referral asks for a series; order and patient are believed, because its owner said them.</summary>
public sealed record RequestPlacement(SeriesId Id, Order Order, string PatientKey, string? Partner, string? ConditionGroup, Patient Patient);

/// <summary>Somebody who asked already wants to hear how it stands.</summary>
public sealed record AskAgain;

/// <summary>Start over: after a crash, or because something may have freed for a waiting series.</summary>
/// <param name="Round">The round seen; another one means that somebody else was faster. Null: whichever.</param>
public sealed record RestartPlacement(int? Round);

/// <summary>The search found nothing.</summary>
public sealed record WaitForSlots(int Round, NoSlotsReason Reason, string Text, Explanation Explanation);

/// <summary>All claims of the round are written.</summary>
/// <param name="Expires">The expiry that the claims carry.</param>
/// <param name="GoodUntil">From then on the clinic's rules that the place was found by may not be in force any more.</param>
public sealed record Hold(int Round, SeriesPlan Plan, DateTimeOffset Expires, DateTimeOffset GoodUntil, Explanation Explanation);

/// <summary>A newer attempt of the referral was asked for.</summary>
public sealed record Supersede;

/// <summary>The place that was found is none any more.</summary>
/// <param name="From">On this day and later.</param>
public sealed record Displace(DateOnly From, ReleaseReason Why);

/// <summary>A contender met claims past their expiry, or the hold's own time has come.</summary>
/// <param name="Round">The round whose claims were met.</param>
public sealed record Expire(int Round);

/// <summary>A therapist or coordinator records what became of a visit.</summary>
/// <param name="Note">The therapist's words, at most 2,000 characters.</param>
/// <param name="Answers">The therapist's words to the physician's requests; null and empty: none.</param>
public sealed record RecordOutcome(VisitOutcome Outcome, string? Note, IReadOnlyList<RequestAnswer>? Answers = null);
