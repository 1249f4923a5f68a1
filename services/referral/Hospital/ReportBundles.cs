using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>The report that a completed referral's Task names; readable by whoever may read the Task.</summary>
public static class ReportBundles
{
    /// <summary>It is written once.</summary>
    const string OnlyVersion = "1";

    public static void MapReports(this WebApplication app) => app.MapRead("/fhir/Bundle/{id}", Read)
        .RequireAuthorization(AccessPolicies.Allow("system/Task.r", "coordinator", "referrer", "auditor")).Audited("read")
        .WithDescription("The report that a completed referral's Task names; readable with a scope for Task.");

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (await referrals.Find(id, Part.Personal, ct) is not { } document || !document.State.MaySee(http) || document.Words(Words.Report) is not { } report) return Visibility.NotFound(http);
        await referrals.AcknowledgeReading(document, http);
        var headers = http.Response.Headers;
        (headers.ETag, headers.CacheControl) = (EntityTags.Of(OnlyVersion), "private, no-cache");
        headers.LastModified = document.State.Since.ToUniversalTime().ToString("R");
        return EntityTags.Names(http.Request.Headers.IfNoneMatch, OnlyVersion) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Text(report, Problems.FhirJson);
    }
}
