using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>The Task of a referral: where it stands, why, and the report in the end. What the hospital follows.</summary>
public static class Tasks
{
    /// <summary>A Task shows neither the order nor the report, so lists leave them out.</summary>
    static readonly ProjectionDefinition<Document> ForTasks = Builders<Document>.Projection.Exclude(d => d.History)
        .Exclude($"personal.{Words.Order}").Exclude($"personal.{Words.ServiceRequest}").Exclude($"personal.{Words.Report}").Exclude($"personal.{Words.InterimReport(1)}").Exclude($"personal.{Words.InterimReport(2)}");

    static readonly ProjectionDefinition<Document> WithOrder = Builders<Document>.Projection.Exclude(d => d.History)
        .Exclude($"personal.{Words.Order}").Exclude($"personal.{Words.Report}").Exclude($"personal.{Words.InterimReport(1)}").Exclude($"personal.{Words.InterimReport(2)}");

    public static void MapTasks(this WebApplication app)
    {
        var read = AccessPolicies.Allow("system/Task.r", "coordinator", "referrer", "auditor");
        app.MapRead("/fhir/Task/{id}", Read).RequireAuthorization(read).Audited("read")
            .WithDescription("Where the referral stands: status, business status (BSeR) and reason; its output names the report.");
        app.MapRead("/fhir/Task/{id}/_history", History).RequireAuthorization(read).Audited("read");
        app.MapRead("/fhir/Task/{id}/_history/{version}", ReadVersion).RequireAuthorization(read).Audited("read");
        app.MapList(ReferralSearches.Tasks, AccessPolicies.Allow("system/Task.s", "coordinator", "referrer", "auditor"), Search);
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Personal, ct) is { } found && found.State.MaySee(http) ? new FhirAnswer(TaskResource.Of(found)) : Visibility.NotFound(http);

    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var includes = request.Includes.Count > 0;
        if (includes && Caller.Of(http.User) is { Kind: "partner" } caller && !caller.Has("system/ServiceRequest.r"))
            throw new RefusalException(new Refusal(RefusalKind.Forbidden, "forbidden", "_include: the access token does not allow to read ServiceRequests.", "_include"));
        var (asked, page, documents) = await http.RequestServices.GetRequiredService<ReferralLists>().Find(request, http, includes ? WithOrder : ForTasks, TaskResource.Of, ct);
        return (asked, includes ? page with { Included = [.. documents.Select(ServiceRequests.Resource)] } : page);
    }

    static async Task<IResult> History(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Whole, ct) is { } document && document.State.MaySee(http) ? FhirHistory.Of(http, TaskHistory.Of(document)) : Visibility.NotFound(http);

    static async Task<IResult> ReadVersion(string id, string version, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Whole, ct) is { } document && document.State.MaySee(http) && TaskHistory.Find(document, version) is { } found
            ? new FhirAnswer(found)
            : Visibility.NotFound(http);
}
