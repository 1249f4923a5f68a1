using Microsoft.Extensions.Primitives;

namespace ClinicNetwork.Fhir;

/// <summary>Versions in HTTP headers. FHIR R4 http.html#versioning writes them as weak tags, <c>W/"3"</c>; clients also send <c>"3"</c> and <c>3</c>.</summary>
public static class EntityTags
{
    public static string Of(string version) => $"W/\"{version}\"";

    /// <summary>True when one of the tags is this version, or <c>*</c>.</summary>
    public static bool Names(StringValues tags, string version) => tags.ToString().Split(',').Select(t => t.Trim())
        .Any(tag => tag is "*" || tag.Replace("W/", "", StringComparison.Ordinal).Trim('"') == version);
}
