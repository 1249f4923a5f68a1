namespace ClinicNetwork.Referral;

/// <summary>What the process waits for now. A closed family: each stage holds just what its wait needs.</summary>
public abstract record Stage;

/// <summary>Nothing received yet.</summary>
public sealed record Unsent : Stage;

/// <summary>A coordinator decides whether it is taken.</summary>
public sealed record InReview : Stage;

/// <summary>Insurance decides which visits are covered.</summary>
public sealed record Covering : Stage;

/// <summary>The patient has to accept the estimate, as no insurer pays.</summary>
public sealed record AwaitingEstimate : Stage;

/// <summary>Scheduling looks for a series, or waits for room.</summary>
public sealed record Placing : Stage;

/// <summary>Insurance reserves a unit for each visit of the held series.</summary>
public sealed record Reserving : Stage;

/// <summary>Scheduling turns the held series into a booked one.</summary>
public sealed record Booking : Stage;

/// <summary>The visits are booked and take place one after the other.</summary>
public sealed record Treating : Stage;

/// <summary>Rejected, cancelled or completed: nothing is waited for any more.</summary>
public sealed record Ended : Stage;

/// <summary>Why a referral stands still: a code from the status-reason code system, in words, since when.</summary>
public sealed record Hold(string Reason, string Text, DateTimeOffset Since);

/// <summary>What insurance said about a referral.</summary>
public sealed record CoverageDecision(
    string Outcome, int CoveredVisits, string ReasonCode, string Reason, decimal PatientShare, decimal SelfPayPrice, DateOnly? CoveredUntil, string? Rule);

/// <summary>The series that scheduling holds or has booked.</summary>
public sealed record Series(string LocationId, string TherapistId, IReadOnlyList<SeriesVisit> Visits, DateTimeOffset Expires);

/// <summary>One visit of the series and what became of it.</summary>
/// <param name="Outcome">completed, missed, or null while it lies ahead.</param>
public sealed record SeriesVisit(int Visit, DateOnly Date, DateTimeOffset Start, DateTimeOffset End, string? Outcome = null);
