using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace ClinicNetwork.Hosting;

/// <summary>
/// FHIR R4 http.html#mime-type and #version-parameter: this server speaks JSON of FHIR 4.0. Who asks for anything else hears 406 before
/// anything is done, so that no answer comes in a form that its reader did not ask for.
/// </summary>
public static class FhirFormat
{
    static readonly FrozenSet<string> Json = FrozenSet.ToFrozenSet(
        ["application/fhir+json", "application/json", "application/json+fhir", "text/json", "json"], StringComparer.OrdinalIgnoreCase);

    public static void UseFhirFormat(this IApplicationBuilder app) => app.Use((http, next) =>
        Problems.IsFhir(http) && Refused(http.Request) is { } refusal ? Problems.ToResult(http, refusal).ExecuteAsync(http) : next(http));

    /// <summary>True for a media type under which JSON of FHIR 4.0 is sent or asked for; a charset must be UTF-8 (FHIR R4 http.html#charset).</summary>
    public static bool IsJson(string? type) => MediaTypeHeaderValue.TryParse(type, out var parsed)
        && Json.Contains(parsed.MediaType.Value!) && IsR4(parsed)
        && (parsed.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary><c>_format</c> overrides Accept; a plus sign that was not escaped arrives as a space.</summary>
    static Refusal? Refused(HttpRequest request)
    {
        if (request.Query["_format"].ToString() is { Length: > 0 } format)
            return Json.Contains(format.Replace(' ', '+').Split(';')[0].Trim()) ? null : Refuse("http._format");
        return !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var wanted) || wanted.Count == 0 || wanted.Any(Accepts) || IsOfAFile(request.Path) || WantsPdf(request) ? null : Refuse("http.Accept");
    }

    /// <summary>FHIR R4 binary.html: a file is answered as what it is, whatever was asked for but FHIR.</summary>
    static bool IsOfAFile(PathString path) => path.StartsWithSegments("/fhir/Binary", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a report that is asked for as a PDF: one address has both, and JSON stands when either will do.</summary>
    public static bool WantsPdf(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path.StartsWithSegments("/fhir/Bundle", StringComparison.OrdinalIgnoreCase)
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var wanted) && !wanted.Any(Accepts) && wanted.Any(w => w.Quality is not 0 && w.MediaType.Equals("application/pdf", StringComparison.OrdinalIgnoreCase));

    static bool Accepts(MediaTypeHeaderValue wanted) => wanted.Quality is not 0 && IsR4(wanted)
        && (wanted.MatchesAllTypes || Json.Contains(wanted.MediaType.Value!) || (wanted.MatchesAllSubTypes && wanted.Type.Equals("application", StringComparison.OrdinalIgnoreCase)));

    static bool IsR4(MediaTypeHeaderValue type) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals("fhirVersion", StringComparison.OrdinalIgnoreCase)) is not { } version
        || HeaderUtilities.RemoveQuotes(version.Value).Value is "4.0" or "4.0.1";

    static Refusal Refuse(string expression) =>
        new(RefusalKind.NotAcceptable, "not-json", "This server answers FHIR 4.0 as JSON only: ask for application/fhir+json.", expression);
}
