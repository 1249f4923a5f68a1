using ClinicNetwork.Scheduling.Slots;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>The referral asks for a series.</summary>
public sealed record RequestPlacement(SeriesId Id, Order Order, Patient Patient, DateTimeOffset Now);

/// <summary>Start over: after a crash, or because something may have freed for a waiting series.</summary>
/// <param name="Round">The round seen; another one means that somebody else was faster. Null: whichever.</param>
public sealed record RestartPlacement(int? Round, DateTimeOffset Now);

/// <summary>The search found nothing.</summary>
public sealed record WaitForSlots(int Round, string Reason, string Text, Explanation Explanation, DateTimeOffset Now);

/// <summary>All claims of the round are written.</summary>
public sealed record Hold(int Round, SeriesPlan Plan, DateTimeOffset Expires, Explanation Explanation, DateTimeOffset Now);

/// <summary>Units are reserved: book.</summary>
public sealed record Book(SeriesId Id, DateTimeOffset Now);

/// <summary>The series is no longer wanted.</summary>
public sealed record Release(SeriesId Id, string Reason);

/// <summary>A contender met claims past their expiry, or the hold's own time has come.</summary>
/// <param name="Round">The round whose claims were met.</param>
public sealed record Expire(int Round, DateTimeOffset Now);

/// <summary>A therapist or coordinator records what became of a visit.</summary>
public sealed record RecordOutcome(VisitOutcome Outcome);
