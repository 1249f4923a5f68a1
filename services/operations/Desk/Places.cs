namespace ClinicNetwork.Operations.Desk;

/// <summary>Where what lies ahead of a referral could be placed, best first, as scheduling ranks it; and where not, and why.</summary>
public sealed record PlaceList(string? Current, int Visits, string Policy, IReadOnlyList<PossiblePlace> Locations, IReadOnlyList<ImpossiblePlace> Cannot);

/// <param name="Km">From the patient; null when unknown.</param>
/// <param name="Unmet">What the patient prefers and it does not meet.</param>
public sealed record PossiblePlace(string Location, string Name, string TherapistName, DateOnly First, DateOnly Last, TimeOnly Time, int Visits, int WaitDays, int? Km, int LoadPercent, IReadOnlyList<string> Unmet, string Why);

public sealed record ImpossiblePlace(string Location, string Name, string Text);
