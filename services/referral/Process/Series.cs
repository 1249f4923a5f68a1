namespace ClinicNetwork.Referrals;

/// <summary>The series that scheduling holds or has booked.</summary>
public sealed record Series(string LocationId, string TherapistId, IReadOnlyList<SeriesVisit> Visits, DateTimeOffset Expires);

/// <summary>One visit's place in the series: its number (1, 2, …), its interval, and its calendar day where it takes place.</summary>
public sealed record SeriesVisit(int Visit, DateOnly Date, DateTimeOffset Start, DateTimeOffset End);

/// <summary>A visit that took place or was missed. It belongs to the referral: whatever becomes of its attempt, it is not placed again.</summary>
/// <param name="Date">Null when only the message of a missed visit told of it.</param>
public sealed record KnownVisit(int Attempt, int Visit, DateOnly? Date, VisitOutcome Outcome);

/// <summary>One placement attempt, and who has confirmed that nothing of it is left.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="BookingAsked">Scheduling may have booked it, so visits may have taken place.</param>
/// <param name="SeriesEnded">Scheduling has said that it is released or completed.</param>
/// <param name="UnitsAsked">Insurance may have reserved units for it.</param>
/// <param name="UnitsEnded">Insurance has said that each is used or given back.</param>
/// <param name="Booked">Visits that scheduling has said are booked: those numbered 1 to this.</param>
public sealed record Attempt(int Number, bool BookingAsked = false, bool SeriesEnded = false, bool UnitsAsked = false, bool UnitsEnded = false, int Booked = 0)
{
    /// <summary>Everybody who was ever asked for something has confirmed its end.</summary>
    public bool IsAnswered => SeriesEnded && (UnitsEnded || !UnitsAsked);
}

/// <summary>What insurance said about a referral.</summary>
/// <param name="PatientShare">The patient's share of one covered visit in USD.</param>
/// <param name="SelfPayPrice">The price of one visit that the patient pays alone, in USD.</param>
public sealed record CoverageAnswer(
    CoverageOutcome Outcome, int CoveredVisits, string ReasonCode, string Reason, decimal PatientShare, decimal SelfPayPrice, DateOnly? CoveredUntil, string? Rule);

/// <summary>What was ordered, in codes and numbers; the order itself lies with the words.</summary>
/// <param name="Visits">Prescribed, 1–60.</param>
/// <param name="Techniques">Codes of certified techniques (S2); may be empty.</param>
/// <param name="Priority">FHIR request-priority: routine, urgent, asap or stat.</param>
/// <param name="IsDraft">The referrer asks for advice and has not ordered anything yet (ServiceRequest.status <c>draft</c>).</param>
public sealed record Prescription(int Visits, Cadence Cadence, IReadOnlyList<string> Techniques, string Priority, bool IsDraft = false);
