namespace ClinicNetwork.Fhir;

/// <summary>What a client prefers to hear of what it changed (FHIR R4 http.html#ops, <c>Prefer: return=…</c>).</summary>
public enum Preference
{
    /// <summary>Nothing was preferred: each interaction has its usual answer.</summary>
    None,
    Representation,
    Minimal,
    OperationOutcome,
}

public static class Preferences
{
    /// <summary>What is not known counts as nothing preferred (RFC 7240, 2).</summary>
    public static Preference Of(HttpContext http) =>
        Values(http, "return").Select(value => Enum.TryParse<Preference>(value, ignoreCase: true, out var known) ? known : Preference.None).FirstOrDefault(p => p != Preference.None);

    /// <summary>True when what is unknown shall be refused instead of ignored (FHIR R4 search.html#errors, <c>Prefer: handling=strict</c>).</summary>
    public static bool IsStrict(HttpContext http) => Values(http, "handling").Contains("strict", StringComparer.OrdinalIgnoreCase);

    static IEnumerable<string> Values(HttpContext http, string preference) =>
        from part in http.Request.Headers["Prefer"].ToString().Split(',', ';')
        let pair = part.Split('=')
        where pair.Length == 2 && pair[0].Trim().Equals(preference, StringComparison.OrdinalIgnoreCase)
        select pair[1].Trim().Trim('"');
}
