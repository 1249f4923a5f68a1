namespace ClinicNetwork.Verify;

/// <summary>A referral as stored.</summary>
/// <param name="Attempt">Placement attempt that it is in, 0 before the first.</param>
/// <param name="Since">Since when its status is what it is.</param>
sealed record StoredReferral(string Id, string Status, string Stage, int Attempt, bool HasDue, bool SelfPay, DateTime Since = default)
{
    public bool Open => Stage != "Ended";
    /// <summary>Its neighbours have still to confirm its end: what they hold meanwhile is on its way out.</summary>
    public bool Closing => Stage == "Closing";
    public bool Booked => Stage == "Treating";
    public string Series => $"{Id}-{Attempt}";
}

/// <summary>A series as stored.</summary>
/// <param name="Round">The round whose claims count; 0 when none do.</param>
sealed record StoredSeries(string Id, string Referral, int Attempt, string Stage, int Round, string Chain, string Patient, IReadOnlyList<StoredVisit> Visits)
{
    public bool Live => Stage is "Held" or "Booked";
}

/// <summary>A visit's place in a series' plan; times are UTC.</summary>
sealed record StoredVisit(int Visit, string Location, string Therapist, string Room, DateTime From, DateTime To);

/// <summary>A claim in a location's day.</summary>
sealed record StoredClaim(string Location, string Series, int Round, int Visit, string Therapist, string Room, DateTime From, DateTime To);

/// <summary>A patient's claim; <paramref name="Patient"/> is the document's id, a hash.</summary>
sealed record StoredPatientClaim(string Patient, string Series, int Round, DateTime From, DateTime To);

/// <summary>A visit's unit, in an authorisation or in a benefit (then with the benefit's id in <paramref name="Key"/>).</summary>
/// <param name="Attempt">Placement attempt.</param>
/// <param name="Key">Id of the benefit document that counts it; empty when nothing does.</param>
sealed record StoredUnit(string Referral, int Attempt, int Visit, string State, string Key)
{
    public bool Taken => State is "Reserved" or "Used";
    public string Series => $"{Referral}-{Attempt}";
}

/// <summary>A document whose outbox is not empty.</summary>
/// <param name="Since">Since when it is not; null when nothing says so, and then no sweep finds it.</param>
/// <param name="Read">When it was read: reading all of a large network takes minutes, in which the events may have left.</param>
sealed record StoredOutbox(string Place, DateTime? Since, DateTime Read);

/// <summary>A message in a waiting room.</summary>
sealed record StoredFailure(string Place, string Type, string Kind, string Referral);

/// <summary>Everything that the invariants are about, of all databases; see <see cref="StoredReader"/>.</summary>
sealed record Stored(
    IReadOnlyList<StoredReferral> Referrals,
    IReadOnlyList<StoredSeries> Series,
    IReadOnlyList<StoredClaim> Claims,
    IReadOnlyList<StoredPatientClaim> PatientClaims,
    IReadOnlyList<StoredUnit> Reservations,
    IReadOnlyList<StoredUnit> Counted,
    IReadOnlyList<StoredOutbox> Outboxes,
    int Documents)
{
    /// <summary>Since when each referral stands as operators see it.</summary>
    public IReadOnlyDictionary<string, DateTime> Seen { get; init; } = new Dictionary<string, DateTime>();

    public IReadOnlyList<StoredFailure> Failed { get; init; } = [];

    /// <summary>Referrals of which some document has changed so lately that others may not know yet.</summary>
    public IReadOnlySet<string> Moving { get; init; } = new HashSet<string>();

    public bool IsMoving(Violation violation) => violation.Referrals.Any(Moving.Contains);
}
