using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referrals.Pdf;

namespace ClinicNetwork.Referrals;

/// <summary>The reports that a referral's Task names; readable by whoever may read the Task.</summary>
public static class ReportBundles
{
    public static void MapReports(this WebApplication app) => app.MapRead("/fhir/Bundle/{id}", Read)
        .RequireAuthorization(AccessPolicies.Allow("system/Task.r", "coordinator", "referrer", "auditor")).Audited("read")
        .WithDescription("A report that a referral's Task names: the last one, or one written while the treatment goes on; with Accept: application/pdf as a file to keep. Readable with a scope for Task.");

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        var (referral, number) = ReportIds.Parse(id);
        if (await referrals.Find(referral, Part.Personal, ct) is not { } document || !document.State.MaySee(http) || document.Report(number) is not { } report) return Visibility.NotFound(http);
        // Only the last one closes the loop.
        if (number is null) await referrals.AcknowledgeReading(document, http);
        var (version, at) = number is null ? ($"{Math.Max(1, document.State.ReportsIssued)}", document.State.Since) : ("1", document.State.InterimReports[number.Value - 1].At);
        var isPdf = FhirFormat.WantsPdf(http.Request);
        if (isPdf) version += "-pdf";
        var headers = http.Response.Headers;
        (headers.ETag, headers.CacheControl, headers.LastModified, headers.Vary) = (EntityTags.Of(version), "private, no-cache", at.ToUniversalTime().ToString("R"), "Accept");
        return EntityTags.Names(http.Request.Headers.IfNoneMatch, version) ? Results.StatusCode(StatusCodes.Status304NotModified)
            : isPdf ? Results.Bytes(ReportPdf.Write(report, document.State.Placer?.Value ?? referral), "application/pdf", $"report-{id}.pdf")
            : Results.Text(report, Problems.FhirJson);
    }
}
