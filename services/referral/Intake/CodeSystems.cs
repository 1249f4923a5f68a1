namespace ClinicNetwork.Referrals;

/// <summary>Code systems by their names, and codes as their systems compare them.</summary>
static class CodeSystems
{
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string Snomed = "http://snomed.info/sct";

    /// <summary>HL7's OID registry and terminology.hl7.org: other names of the same systems, in lower case.</summary>
    static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["2.16.840.1.113883.6.90"] = Icd10Cm,
        ["http://terminology.hl7.org/codesystem/icd10cm"] = Icd10Cm,
        ["http://terminology.hl7.org/codesystem/icd-10-cm"] = Icd10Cm,
        ["http://www.cms.gov/medicare/coding/icd10"] = Icd10Cm,
        ["2.16.840.1.113883.6.96"] = Snomed,
        ["http://snomed.info/id"] = Snomed,
    };

    /// <summary>The one name of a system: an OID, with or without <c>urn:oid:</c>, is the URL it is registered for.</summary>
    public static string Name(string? system)
    {
        if (system is Icd10Cm or Snomed) return system;
        var name = (system ?? "").Trim().TrimEnd('/').ToLowerInvariant();
        if (name.StartsWith("urn:oid:", StringComparison.Ordinal)) name = name["urn:oid:".Length..];
        if (name.StartsWith("https://", StringComparison.Ordinal)) name = "http://" + name["https://".Length..];
        // An edition's or version's address names a release of SNOMED CT, whose codes keep their meaning.
        if (name.StartsWith(Snomed + "/", StringComparison.Ordinal)) return Snomed;
        return OtherNames.GetValueOrDefault(name, name);
    }

    /// <summary>A code as its system compares it: ICD-10-CM without its dot and in capitals; all else to the letter.</summary>
    public static string Code(string system, string code) => Name(system) == Icd10Cm ? Icd(code) : code.Trim();

    /// <summary>Without dot, blanks and case.</summary>
    public static string Icd(string code) => string.Concat(code.Where(c => c != '.' && !char.IsWhiteSpace(c))).ToUpperInvariant();

    /// <summary>
    /// As ICD-10-CM compares codes: dot and case mean nothing. A pattern ending in <c>*</c> covers all that begin like it.
    /// </summary>
    public static bool IsIcd(string pattern, string code)
    {
        var at = 0;
        foreach (var wanted in pattern)
        {
            if (wanted is '.') continue;
            if (wanted is '*') return true;
            while (at < code.Length && (code[at] is '.' || char.IsWhiteSpace(code[at]))) at++;
            if (at == code.Length || char.ToUpperInvariant(code[at++]) != char.ToUpperInvariant(wanted)) return false;
        }
        while (at < code.Length && (code[at] is '.' || char.IsWhiteSpace(code[at]))) at++;
        return at == code.Length;
    }

    /// <summary>ICD-10-CM chapter 20, V00–Y99: how an injury came about. It stands beside a diagnosis and is none.</summary>
    public static bool IsExternalCause(Coding coding) => Name(coding.System) == Icd10Cm && Icd(coding.Code) is { Length: >= 3 } code && code[0] is >= 'V' and <= 'Y';
}
