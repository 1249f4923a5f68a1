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
        .Exclude($"personal.{Words.Order}").Exclude($"personal.{Words.ServiceRequest}").Exclude($"personal.{Words.Report}");

    static readonly ProjectionDefinition<Document> WithOrder = Builders<Document>.Projection.Exclude(d => d.History)
        .Exclude($"personal.{Words.Order}").Exclude($"personal.{Words.Report}");

    public static void MapTasks(this WebApplication app)
    {
        var read = AccessPolicies.Allow("system/Task.r", "coordinator", "auditor");
        app.MapGet("/fhir/Task/{id}", Read).RequireAuthorization(read).Audited("read");
        app.MapGet("/fhir/Task/{id}/_history", History).RequireAuthorization(read).Audited("read");
        app.MapList(ReferralSearches.Tasks, AccessPolicies.Allow("system/Task.s", "coordinator", "auditor"), Search);
        app.MapGet("/fhir/Bundle/{id}", Report).RequireAuthorization(read).Audited("read");
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

    /// <summary>Every status it went through, newest first: the facts played again.</summary>
    static async Task<IResult> History(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (await referrals.Find(id, Part.Whole, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var (state, seen, step) = (Referral.Initial, new List<FhirTask>(), 0);
        foreach (var recorded in document.History)
        {
            // One write may take several steps; each is a version of its own here.
            step = recorded == document.History.LastOrDefault(h => h.Version == recorded.Version) ? 0 : step + 1;
            var before = (state.TaskStatus, state.BusinessStatus, state.Hold?.Text);
            state = state.Evolve(recorded.Fact);
            if (before != (state.TaskStatus, state.BusinessStatus, state.Hold?.Text))
                seen.Insert(0, TaskResource.Of(id, step == 0 ? $"{recorded.Version}" : $"{recorded.Version}-{step}", state, recorded.At, document.EndText(state)));
        }
        return new FhirAnswer(new Bundle
        {
            Type = Bundle.BundleType.History,
            Total = seen.Count,
            Entry = [.. seen.Select(task => new Bundle.EntryComponent { FullUrl = $"{PublicAddress.Fhir(http)}/Task/{id}", Resource = task })],
        });
    }

    static async Task<IResult> Report(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http) && document.Words(Words.Report) is { } report
            ? Results.Text(report, Problems.FhirJson)
            : Visibility.NotFound(http);
}
