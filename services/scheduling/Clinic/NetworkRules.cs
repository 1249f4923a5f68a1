using ClinicNetwork.Contracts;

namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>What an operator's change must satisfy. Each answer names the field and what to do; an empty one accepts.</summary>
public static class NetworkRules
{
    const int Longest = 200;
    static readonly string[] Genders = ["female", "male", "other", "unknown"];

    public static IEnumerable<string> Problems(Chain chain)
    {
        if (!IsText(chain.Name)) yield return $"name: give the chain a name of at most {Longest} characters";
        if (NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(chain.TimeZone) is null) yield return $"timeZone: {chain.TimeZone} is no IANA time zone";
        if (chain.HoldMinutes is < 1 or > 1440) yield return "holdMinutes: must be 1–1440";
        if (chain.HorizonWeeks is < 1 or > 104) yield return "horizonWeeks: must be 1–104";
        if (chain.VisitMinutes is < 15 or > 240) yield return "visitMinutes: must be 15–240";
        if (chain.NearKm is < 1 or > 500) yield return "nearKm: must be 1–500, or left out";
        foreach (var (name, value) in chain.Weights.All())
            if (value is not (>= 0 and <= RoutingWeights.Most)) yield return $"weights.{name}: must be 0–{RoutingWeights.Most}";
    }

    public static IEnumerable<string> Problems(Location location, NetworkView network)
    {
        if (!network.Chains.ContainsKey(location.Chain)) yield return $"chain: there is no chain {location.Chain}";
        if (!IsText(location.Name)) yield return $"name: give the location a name of at most {Longest} characters";
        if (!IsText(location.Address)) yield return $"address: give the location an address of at most {Longest} characters";
        if (location.State is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z']) yield return "state: give the two-letter code of the US state, e.g. MA";
        if (location.Latitude is < -90 or > 90) yield return "latitude: must be -90–90 degrees";
        if (location.Longitude is < -180 or > 180) yield return "longitude: must be -180–180 degrees";
        if (location.Rooms.Count is 0 or > 40) yield return "rooms: name 1–40 rooms";
        if (location.Rooms.Distinct().Count() != location.Rooms.Count) yield return "rooms: each name may occur once";
        if (!location.Rooms.All(IsText)) yield return $"rooms: give each room a name of at most {Longest} characters";
        if (location.Hours.Count > 100) yield return "hours: at most 100";
        for (var i = 0; i < location.Hours.Count; i++)
            if (location.Hours[i].From >= location.Hours[i].To) yield return $"hours[{i}]: from must be before to";
        if (location.ClosedDates.Count > 400) yield return "closedDates: at most 400";
    }

    public static IEnumerable<string> Problems(Therapist therapist, NetworkView network)
    {
        if (!network.Chains.ContainsKey(therapist.Chain)) yield return $"chain: there is no chain {therapist.Chain}";
        if (!IsText(therapist.Name)) yield return $"name: give the therapist a name of at most {Longest} characters";
        if (!Genders.Contains(therapist.Gender)) yield return $"gender: must be one of {string.Join(", ", Genders)}";
        if (!IsText(therapist.Licence.Number)) yield return $"licence.number: give the number of the licence, at most {Longest} characters";
        if (therapist.Shifts.Count > 200) yield return "shifts: at most 200";
        if (therapist.Certificate is { TrainingHours: < 0 or > 5000 }) yield return "certificate.trainingHours: must be 0–5000";
        if (therapist.Languages.Count is 0 or > 20) yield return "languages: name 1–20";
        foreach (var language in therapist.Languages.Where(l => !Language.IsCode(l)))
            yield return $"languages: {Language.Rule}";
        foreach (var technique in therapist.Techniques.Except(Technique.All))
            yield return $"techniques: {technique} is none of {string.Join(", ", Technique.All)}";
        for (var i = 0; i < therapist.Shifts.Count; i++)
        {
            var shift = therapist.Shifts[i];
            if (shift.From >= shift.To) yield return $"shifts[{i}]: from must be before to";
            if (!network.Locations.TryGetValue(shift.Location, out var location)) yield return $"shifts[{i}].location: there is no location {shift.Location}";
            else if (location.Body.Chain != therapist.Chain) yield return $"shifts[{i}].location: {shift.Location} belongs to another chain";
            var other = therapist.Shifts.Take(i).ToList().FindIndex(s => s.Weekday == shift.Weekday && s.From < shift.To && shift.From < s.To);
            if (other >= 0) yield return $"shifts[{i}]: overlaps shifts[{other}]";
        }
    }

    static bool IsText(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= Longest;
}
