namespace ClinicNetwork.Referrals;

/// <summary>Where a coordinator wants what lies ahead. It holds for every attempt from then on.</summary>
/// <param name="Location">One of the chain's.</param>
/// <param name="Therapist">Null: whoever may there.</param>
/// <param name="LeftAttempt">The attempt that was left for it; the words why are kept under this number.</param>
public sealed record ChosenPlace(string Location, string? Therapist, int LeftAttempt);

/// <summary>What the patient prefers, in codes and numbers. Honoured where it can be; where not, the placement names it.</summary>
/// <param name="Gender">The therapist's FHIR administrative gender: female, male or other; null: any.</param>
/// <param name="Language">That the therapist speaks, as a BCP 47 code in lower case; null: any.</param>
/// <param name="Weekdays">FHIR days-of-week (<c>mon</c> …), within those ordered; null: any.</param>
/// <param name="TravelKm">How far the patient travels, 1–500 km; null: any distance.</param>
public sealed record PatientPreferences(string? Gender = null, string? Language = null, IReadOnlyList<string>? Weekdays = null, int? TravelKm = null)
{
    static readonly string[] Genders = ["female", "male", "other"];
    public static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public bool IsSame(PatientPreferences other) =>
        this with { Weekdays = null } == other with { Weekdays = null } && (Weekdays ?? []).Order().SequenceEqual((other.Weekdays ?? []).Order());

    public Refusal? Problem() =>
        Gender is not null && !Genders.Contains(Gender) ? Wrong("gender", $"must be one of {string.Join(", ", Genders)}, or left out")
        : Language is not null && !IsLanguage(Language) ? Wrong("language", "use a BCP 47 code in lower case, such as es or pt-br, or leave it out")
        : Weekdays is { } days && (days.Count == 0 || days.Except(Days).Any() || days.Distinct().Count() != days.Count) ? Wrong("weekdays", $"name each once of {string.Join(", ", Days)}, or leave it out")
        : TravelKm is < 1 or > 500 ? Wrong("travelKm", "must be 1–500, or left out")
        : null;

    static bool IsLanguage(string code) => code.Split('-') is [{ Length: 2 or 3 }, .. { Length: <= 1 } region] && region.All(r => r.Length == 2) && code.All(c => c is (>= 'a' and <= 'z') or '-');

    static Refusal Wrong(string field, string what) => new(RefusalKind.Unprocessable, "invalid-preference", $"{field}: {what}.", field);
}
