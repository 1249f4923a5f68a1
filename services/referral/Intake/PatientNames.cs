using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Under what a patient is found by people: the whole family name with the birth date, or with one of the given names. Keyed, so that nobody can try names.</summary>
static class PatientNames
{
    /// <summary>Given names that are looked at.</summary>
    const int MostGiven = 4;

    /// <param name="birthDate">As <c>yyyy-MM-dd</c>; null or shorter: not known to the day.</param>
    public static IReadOnlyList<string> Keys(Pseudonyms pseudonyms, string chain, string? family, IEnumerable<string?> given, string? birthDate) => string.IsNullOrWhiteSpace(family) ? [] :
    [
        .. given.Where(g => !string.IsNullOrWhiteSpace(g)).Take(MostGiven).Append(birthDate is { Length: 10 } ? birthDate : null).OfType<string>()
            .Select(with => Key(pseudonyms, chain, family, with)).Distinct(),
    ];

    public static string Key(Pseudonyms pseudonyms, string chain, string family, string with) => pseudonyms.Of($"name\n{chain}\n{Plain(family)}\n{Plain(with)}");

    /// <summary>However the letters are written and spaced.</summary>
    static string Plain(string name) => string.Join(' ', name.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
