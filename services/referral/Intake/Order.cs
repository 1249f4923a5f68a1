namespace ClinicNetwork.Referrals;

/// <summary>What the hospital ordered, as received: never changed afterwards. Lies with the referral's words and nowhere else.</summary>
public sealed record Order
{
    /// <summary>The order's placer identifier: the hospital's own number for it.</summary>
    public required Identifier Placer { get; init; }
    /// <summary>The partner (client id) that sent it.</summary>
    public required string Partner { get; init; }
    /// <summary>The clinic chain that receives it.</summary>
    public required string Chain { get; init; }
    /// <summary>FHIR request-priority: routine, urgent, asap or stat.</summary>
    public required string Priority { get; init; }
    /// <summary>medical or spa (S8): only medical massage is taken by referral.</summary>
    public required string ServiceKind { get; init; }
    /// <summary>Visits prescribed, 1–60; 0 where the order does not say, which goes to a person.</summary>
    public required int Visits { get; init; }
    public required Cadence Cadence { get; init; }
    /// <summary>Codes of the certified techniques asked for (S2); may be empty.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }
    /// <summary>Every coding of the reasons, for people to read; decisions go by <see cref="Concepts"/>.</summary>
    public required IReadOnlyList<Coding> Diagnoses { get; init; }
    /// <summary>The reasons, one by one: the codings of each are alternatives for one meaning.</summary>
    public IReadOnlyList<Concept> Concepts { get; init; } = [];
    /// <summary>Conditions sent along that the order does not name as its reason; a red flag among them counts.</summary>
    public IReadOnlyList<Concept> Beside { get; init; } = [];
    /// <summary>What of the order could not be read as a rule and goes to a person, in sentences without patient data.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];
    /// <summary>The physician's individual requests, word for word (S7).</summary>
    public required IReadOnlyList<string> Requests { get; init; }
    public required Patient Patient { get; init; }
    /// <summary>Null: the patient has none, or none was sent.</summary>
    public CoverageDetails? Coverage { get; init; }
    /// <summary>The patient's further coverages, in the order in which they would be asked.</summary>
    public IReadOnlyList<CoverageDetails> OtherCoverages { get; init; } = [];
    /// <summary>True for an active order: the prescription that an insurer asks for (S5).</summary>
    public required bool HasPrescription { get; init; }
    /// <summary>The referrer asks for advice: it becomes a referral once they make it active.</summary>
    public bool IsDraft { get; init; }
    public DateTimeOffset? AuthoredOn { get; init; }
    /// <summary>No visit before this day, where the order says so.</summary>
    public DateOnly? NotBefore { get; init; }
    /// <summary>Days of the week that the visits are ordered for, as FHIR's days-of-week; empty: any.</summary>
    public IReadOnlyList<string> Weekdays { get; init; } = [];
    /// <summary>SHA-256 of what the ServiceRequest says as kept: tells "the same again" from "the same number, other content".</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The codes and numbers of it.</summary>
    public Prescription Prescription() => new(Visits, Cadence, Techniques, Priority, IsDraft);
}

/// <summary>A business identifier: who issued it (a URI) and the value.</summary>
public sealed record Identifier(string System, string Value);

/// <summary>A code in its code system, with the words it came with.</summary>
public sealed record Coding(string System, string Code, string? Display);

/// <summary>One meaning (FHIR CodeableConcept): its codings are alternatives. Without any it is words only.</summary>
public sealed record Concept(IReadOnlyList<Coding> Codings, string? Text);

/// <summary>FHIR Timing.repeat: so many visits in every period.</summary>
/// <param name="Frequency">1–7.</param>
/// <param name="Period">1–12.</param>
/// <param name="PeriodUnit">UCUM: d, wk or mo.</param>
public sealed record Cadence(int Frequency, int Period, string PeriodUnit);

/// <summary>The little of a patient that the network needs. Social security, licence and passport numbers never get here.</summary>
public sealed record Patient
{
    /// <summary>The same person within a chain has the same key; it tells nothing else (HMAC).</summary>
    public required string Key { get; init; }
    public required string Name { get; init; }
    /// <summary>The same name and birth date within a chain have the same one (HMAC): people who may be the same, and may not. Null where either is missing.</summary>
    public string? Likeness { get; init; }
    /// <summary>Under what people find the patient by name (HMACs); see <see cref="PatientNames"/>.</summary>
    public IReadOnlyList<string> NameKeys { get; init; } = [];
    /// <summary>How the clinics may reach the patient, the most welcome first: at most one of each system.</summary>
    public IReadOnlyList<Telecom> Telecom { get; init; } = [];
    public string? Gender { get; init; }
    public DateOnly? BirthDate { get; init; }
    public required bool Deceased { get; init; }
    /// <summary>WGS84 degrees, when the address carries a geolocation.</summary>
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
}

/// <summary>FHIR ContactPoint: a number or address under which somebody is reached.</summary>
/// <param name="System">phone, sms or email.</param>
/// <param name="Value">As sent, 1–200 characters.</param>
/// <param name="Use">home, mobile, work or temp; null: not said.</param>
public sealed record Telecom(string System, string Value, string? Use);

/// <summary>A FHIR Coverage as the insurer's desk needs it.</summary>
public sealed record CoverageDetails
{
    /// <summary>Coverage.type code, e.g. HIP, WCBPOL.</summary>
    public string? Type { get; init; }
    /// <summary>The payor's display name.</summary>
    public required string Payer { get; init; }
    public string? SubscriberId { get; init; }
    /// <summary>For workers' compensation and auto: the claim's number.</summary>
    public string? ClaimNumber { get; init; }
    public required string Status { get; init; }
    public DateOnly? PeriodStart { get; init; }
    public DateOnly? PeriodEnd { get; init; }
}
