using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;

namespace ClinicNetwork.Insurance.Authorizations;

/// <summary>Something that became true of a referral's coverage, its authorisation or its units.</summary>
/// <param name="Referral">Id of the referral.</param>
public abstract record AuthorizationFact(string Referral);

/// <summary>It is decided which visits are covered.</summary>
public sealed record Determined(string Referral, string Chain, Determination Determination, Account? Account) : AuthorizationFact(Referral);

/// <summary>The payer was asked to authorise visits.</summary>
/// <param name="Full">The determination as it is with everything authorised.</param>
public sealed record Submitted(string Referral, string Chain, Determination Full, Account? Account, AuthorizationNeed Need, DateTimeOffset At) : AuthorizationFact(Referral);

/// <summary>The payer had not answered in time and was asked again with the same content.</summary>
public sealed record SubmittedAgain(string Referral, DateTimeOffset At) : AuthorizationFact(Referral);

/// <summary>The payer takes time; the referral's sender hears so.</summary>
public sealed record Pended(string Referral, string Reason) : AuthorizationFact(Referral);

/// <summary>The payer gave its final answer.</summary>
/// <param name="Code">X12 306 decision code.</param>
public sealed record Answered(string Referral, string Code, AuthorizationStatus Status, int Visits, string? Number) : AuthorizationFact(Referral);

/// <summary>Units are being reserved for every visit of an attempt; reservations of older attempts are given back.</summary>
/// <param name="Visits">All visits of the attempt, those included that already have an outcome.</param>
public sealed record UnitsIntended(string Referral, int Attempt, IReadOnlyList<VisitUnit> Visits, DateTimeOffset At) : AuthorizationFact(Referral);

/// <summary>Every visit of the attempt has its unit.</summary>
public sealed record UnitsCommitted(string Referral, int Attempt) : AuthorizationFact(Referral);

/// <summary>The attempt gets no units.</summary>
/// <param name="Code">units-exhausted, benefit-exhausted, fund-exhausted, released or not-covered.</param>
public sealed record UnitsDenied(string Referral, string Chain, int Attempt, string Code, string Reason, DateTimeOffset At) : AuthorizationFact(Referral);

/// <summary>The attempt is no longer wanted, nor is any older one.</summary>
public sealed record UnitsGivenBack(string Referral, int Attempt, DateTimeOffset At) : AuthorizationFact(Referral);

/// <summary>A visit has its outcome: its unit is used, given back, or there was none left for it.</summary>
public sealed record VisitSettled(string Referral, int Attempt, VisitUnit Visit, DateTimeOffset At) : AuthorizationFact(Referral);

/// <summary>The benefit documents hold what this document wants of them.</summary>
public sealed record BenefitsFollowed(string Referral) : AuthorizationFact(Referral);
