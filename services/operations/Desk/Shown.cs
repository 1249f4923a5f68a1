using System.Text.Json.Serialization;

namespace ClinicNetwork.Operations.Desk;

/// <summary>An order's number at its hospital.</summary>
public sealed record Number(string System, string Value);

/// <summary>An entry of a worklist, as its owner tells it.</summary>
public sealed record Entry(string ReferralId, string Chain, string Partner, Number? Placer, string Priority, string BusinessStatus, string Attention, string Text,
    DateTimeOffset Since, bool Overdue, DateTimeOffset ReceivedAt, string Cursor, DateTimeOffset? ClockDue, DateTimeOffset? RunsOut, string? Location, long Version);

/// <summary>A referral as its owner shows it to who looks.</summary>
public sealed record Shown(string ReferralId, string Chain, string Partner, Number? Placer, DateTimeOffset ReceivedAt, DateTimeOffset Since, Prescribed Prescription, long Version,
    string TaskStatus, string BusinessStatus, string WaitsFor, Held? Hold, Closed? Closed, string? Cancellation, Covered? Coverage, Booked? Series,
    IReadOnlyList<Visit> Visits, Ordered Order, IReadOnlyList<Lookalike> PossibleDuplicates, IReadOnlyList<Happened> History,
    IReadOnlyList<Promise> Clocks, DateTimeOffset? PausedSince, string? Discharge, IReadOnlyList<Tried> Contacts, Arrived? Report, IReadOnlyList<Noted>? Notes, IReadOnlyList<DueTime>? Due, int Attempt, IReadOnlyList<Attached>? Attachments, IReadOnlyList<Interim>? InterimReports);

public sealed record Prescribed(int Visits, IReadOnlyList<string> Techniques, string Priority);
public sealed record Held(string Reason, string Text, DateTimeOffset Since);
public sealed record Closed(string Reason, string? Text);
public sealed record Covered(string Outcome, int CoveredVisits, string Reason, decimal PatientShare, decimal SelfPayPrice, DateOnly? CoveredUntil);
public sealed record Booked(string LocationId, string TherapistId, IReadOnlyList<Planned> Visits);
public sealed record Planned(int Visit, DateOnly Date, DateTimeOffset Start, DateTimeOffset End);
public sealed record Visit(int Attempt, [property: JsonPropertyName("visit")] int Number, DateOnly? Date, string Outcome);
public sealed record Ordered(IReadOnlyList<Diagnosed> Diagnoses, IReadOnlyList<string> Requests, string Name, DateOnly? BirthDate);
public sealed record Diagnosed(string System, string Code, string? Display);
public sealed record Lookalike(string ReferralId, string Partner, Number? Placer, DateTimeOffset ReceivedAt);
/// <summary>An entry of the history. What, because and rule are its owner's words.</summary>
public sealed record Happened(string Fact, DateTimeOffset At, string By, long Version, string? What, string? Because, string? Rule, string? Trace);
/// <summary>What the hospital's system was told.</summary>
public sealed record Told(long Number, string Topic, string About, DateTimeOffset At, DateTimeOffset? ArrivedAt, string Status, int Tries, string? Problem);
/// <summary>A wait's end by its name.</summary>
public sealed record DueTime(string Name, DateTimeOffset At);
/// <summary>A referral's units, as insurance keeps them.</summary>
public sealed record CoverageCase(UnitCounts Units, CaseAuthorization? Authorization);
public sealed record UnitCounts(int Authorized, int Used, int Reserved, int Left);
public sealed record CaseAuthorization(string PayerName, string Status, string? Number);
/// <summary>Why the series lies where it lies, as scheduling explains it.</summary>
public sealed record PlacedSeries(Explained? Explanation);
public sealed record Explained(IReadOnlyList<string> Policy, string Text);
public sealed record Promise(string Code, DateTimeOffset Due, DateTimeOffset? StoppedAt, DateTimeOffset? BreachedAt);
public sealed record Tried(int Number, string Channel, string Outcome, DateTimeOffset At, string? Note);
public sealed record Noted(int Number, DateTimeOffset At, string By, string? Text);
public sealed record Interim(int Number, DateTimeOffset At);
public sealed record Attached(string Id, string ContentType, int Bytes, DateTimeOffset At, string? Title);
public sealed record Arrived(DateTimeOffset IssuedAt, DateTimeOffset? AcknowledgedAt);

/// <summary>One message of the conversation.</summary>
public sealed record Written(int Number, string From, DateTimeOffset At, int? ReplyTo, string? Text, DateTimeOffset? Due, DateTimeOffset? ResolvedAt, bool AwaitsReply, bool Unanswered);

/// <summary>What may be done now, and the version that it is true for.</summary>
public sealed record Permitted(long Version, IReadOnlyList<Deed> Actions);
public sealed record Deed(string Code, string Title, string Method, string Path, IReadOnlyList<Needed> Needs, IReadOnlyList<string> Will);
public sealed record Needed(string Name, string Text, IReadOnlyList<string>? Codes)
{
    /// <summary>Words of a sentence or more, a number, or a choice.</summary>
    public bool IsWords => Codes is null && Name is "text" or "note" or "reason" or "goalsMet" or "goalsOpen";
    /// <summary>What says so itself may be left empty.</summary>
    public bool IsOptional => Text.Contains("left out", StringComparison.Ordinal);
}
