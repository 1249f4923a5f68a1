using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>
/// The answer to a change: the resource as it is now, or what the client prefers to hear (<c>Prefer: return=…</c>); the headers name its version in any case.
/// </summary>
/// <param name="Words">What was done, in a sentence.</param>
public sealed record FhirChanged(Resource Resource, string Words, int Status = 200) : IResult, IStatusCodeHttpResult
{
    /// <summary>True for an answer that is given in full whatever is preferred.</summary>
    public bool IsWhole { get; init; }

    public int? StatusCode => Status;

    public System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, preference) = (httpContext.Response, Preferences.Of(httpContext));
        FhirAnswer.Describe(response, Resource);
        if (preference != Preference.None) response.Headers["Preference-Applied"] = $"return={(preference == Preference.OperationOutcome ? "OperationOutcome" : preference.ToString().ToLowerInvariant())}";
        if (IsWhole) return FhirAnswer.Write(response, Resource, Status);
        if (preference == Preference.OperationOutcome) return FhirAnswer.Write(response, Outcome.Of(OperationOutcome.IssueSeverity.Information, "done", Words), Status);
        if (preference != Preference.Minimal) return FhirAnswer.Write(response, Resource, Status);
        response.StatusCode = Status;
        return System.Threading.Tasks.Task.CompletedTask;
    }
}

/// <summary>OperationOutcomes that are no refusal.</summary>
public static class Outcome
{
    /// <param name="code">As in <see cref="Refusal.Code"/>.</param>
    public static OperationOutcome Of(OperationOutcome.IssueSeverity severity, string code, string text) => new()
    {
        Issue = [new() { Severity = severity, Code = OperationOutcome.IssueType.Informational, Details = new("https://clinicnetwork.example/fhir/CodeSystem/refusal", code, null, text), Diagnostics = text }],
    };
}
