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

    public static void MapTasks(this WebApplication app)
    {
        var read = AccessPolicies.Allow("system/Task.r", "coordinator", "auditor");
        app.MapRead("/fhir/Task/{id}", Read).RequireAuthorization(read).Audited("read");
        app.MapRead("/fhir/Task/{id}/_history", History).RequireAuthorization(read).Audited("read");
        app.MapRead("/fhir/Task/{id}/_history/{version}", ReadVersion).RequireAuthorization(read).Audited("read");
        app.MapGet("/fhir/Task", Search).RequireAuthorization(AccessPolicies.Allow("system/Task.s", "coordinator", "auditor")).Audited("search");
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Personal, ct) is { } found && found.State.MaySee(http) ? new FhirAnswer(TaskResource.Of(found)) : Visibility.NotFound(http);

    /// <summary>By placer identifier (<c>system|value</c>), by focus, or the newest of the caller's own.</summary>
    static async Task<IResult> Search(
        HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, string? identifier, string? focus, string? status, int? _count, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var where = Builders<Document>.Filter;
        var filter = caller.Partner is { } partner ? where.Eq(d => d.State.Partner, partner)
            : caller.IsNetworkWide ? where.Empty : where.In(d => d.Chain, caller.Chains);
        if (focus is not null) filter &= where.Eq(d => d.Id, focus[(focus.LastIndexOf('/') + 1)..]);
        if (identifier is not null)
        {
            var bar = identifier.IndexOf('|', StringComparison.Ordinal);
            if (bar < 0) throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-identifier", "Search by identifier as system|value, or as |value for a number without a system.", "Task.identifier"));
            Identifier placer = new(identifier[..bar], identifier[(bar + 1)..]);
            filter &= caller.Partner is { } sender
                ? where.Eq(d => d.Id, ReferralIds.For(sender, placer))
                : where.Eq(d => d.State.Placer!.System, placer.System) & where.Eq(d => d.State.Placer!.Value, placer.Value);
        }
        var found = await referrals.Collection.Find(filter).SortByDescending(d => d.State.ReceivedAt).Limit(Math.Clamp(_count ?? 50, 1, 200))
            .Project<Document>(ForTasks).ToListAsync(ct);
        return FhirAnswer.Search(http, found.Where(d => status is null || status.Split(',').Contains(d.State.TaskStatus)).Select(TaskResource.Of));
    }

    static async Task<IResult> History(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Whole, ct) is { } document && document.State.MaySee(http) ? FhirHistory.Of(http, TaskHistory.Of(document)) : Visibility.NotFound(http);

    static async Task<IResult> ReadVersion(string id, string version, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Whole, ct) is { } document && document.State.MaySee(http) && TaskHistory.Find(document, version) is { } found
            ? new FhirAnswer(found)
            : Visibility.NotFound(http);
}
