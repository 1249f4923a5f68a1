using ClinicNetwork.Insurance.Benefits;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>Something that became true of a referral's coverage, its authorisation or its units.</summary>
/// <param name="Referral">Id of the referral.</param>
public abstract record CoverageCaseFact(string Referral);

/// <summary>It is decided which visits are covered.</summary>
/// <param name="Correction">The correction of the order that was decided on; 0 as received.</param>
public sealed record CoverageDetermined(string Referral, string Chain, Determination Determination, Account? Account, int Correction = 0) : CoverageCaseFact(Referral);

/// <summary>The payer was asked to authorise visits.</summary>
/// <param name="Full">The determination as it is with everything authorised.</param>
/// <param name="AskedIn">Version of the referral that asked for coverage: a cancellation older than it does not count.</param>
/// <param name="Correction">The correction of the order that it is asked for; 0 as received.</param>
public sealed record AuthorizationSubmitted(
    string Referral, string Chain, Determination Full, Account? Account, AuthorizationNeed Need, long AskedIn, DateTimeOffset At, int Correction = 0) : CoverageCaseFact(Referral);

/// <summary>The payer had not answered in time and was asked again with the same content.</summary>
public sealed record AuthorizationSubmittedAgain(string Referral, DateTimeOffset At) : CoverageCaseFact(Referral);

/// <summary>The payer takes time; the referral's sender hears so.</summary>
public sealed record AuthorizationPended(string Referral, string Reason) : CoverageCaseFact(Referral);

/// <summary>The payer gave its final answer.</summary>
/// <param name="Code">X12 306 decision code.</param>
public sealed record AuthorizationAnswered(string Referral, string Code, AuthorizationStatus Status, int Visits, string? Number) : CoverageCaseFact(Referral);

/// <summary>The referral has ended while the payer was being asked: it is asked no more, and its answer changes nothing.</summary>
public sealed record AuthorizationCancelled(string Referral) : CoverageCaseFact(Referral);

/// <summary>Units are being reserved for every visit of an attempt; reservations of older attempts are given back.</summary>
/// <param name="Visits">All visits of the attempt, those included that already have an outcome.</param>
public sealed record UnitsIntended(string Referral, int Attempt, IReadOnlyList<VisitUnit> Visits, DateTimeOffset At) : CoverageCaseFact(Referral);

/// <summary>Every visit of the attempt has its unit.</summary>
public sealed record UnitsReserved(string Referral, int Attempt) : CoverageCaseFact(Referral);

/// <summary>The attempt gets no units.</summary>
public sealed record UnitsRefused(string Referral, string Chain, int Attempt, UnitsRefusal Code, string Reason, DateTimeOffset At) : CoverageCaseFact(Referral);

/// <summary>The attempt is no longer wanted, nor is any older one; its release is answered once the benefits follow.</summary>
/// <param name="CancelledIn">Version of the referral that was cancelled: a request for coverage older than it does not count. Null when it goes on.</param>
public sealed record UnitsGivenUp(string Referral, string Chain, int Attempt, long? CancelledIn, DateTimeOffset At) : CoverageCaseFact(Referral);

/// <summary>Nothing is reserved for the attempt any more, also where units are counted.</summary>
public sealed record UnitsReleased(string Referral, int Attempt) : CoverageCaseFact(Referral);

/// <summary>A visit has its outcome: its unit is used, given back, or there was none left for it.</summary>
public sealed record VisitSettled(string Referral, int Attempt, VisitUnit Visit, DateTimeOffset At) : CoverageCaseFact(Referral);

/// <summary>The benefit documents hold what this document wants of them.</summary>
public sealed record BenefitsFollowed(string Referral) : CoverageCaseFact(Referral);
