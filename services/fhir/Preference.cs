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
    public static Preference Of(HttpContext http)
    {
        foreach (var part in http.Request.Headers["Prefer"].ToString().Split(',', ';'))
            if (part.Split('=') is [var name, var value] && name.Trim().Equals("return", StringComparison.OrdinalIgnoreCase)
                && Enum.TryParse<Preference>(value.Trim().Trim('"'), ignoreCase: true, out var preference))
                return preference;
        return Preference.None;
    }
}
