using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referral.Referral, ClinicNetwork.Referral.ReferralFact>;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referral;

/// <summary>The Task of a referral: where it stands, why, and the report in the end. What the hospital follows.</summary>
public static class Tasks
{
    const string CodeSystems = "https://clinicnetwork.example/fhir/CodeSystem/";

    public static void MapTasks(this WebApplication app)
    {
        var read = AccessPolicies.Allow("system/Task.r", "coordinator", "auditor");
        app.MapGet("/fhir/Task/{id}", Read).RequireAuthorization(read).Audited("read");
        app.MapGet("/fhir/Task/{id}/_history", History).RequireAuthorization(read).Audited("read");
        app.MapGet("/fhir/Task", Search).RequireAuthorization(AccessPolicies.Allow("system/Task.s", "coordinator", "auditor")).Audited("search");
        app.MapGet("/fhir/Bundle/{id}", Report).RequireAuthorization(read).Audited("read");
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, ct) is { } found && found.State.MaySee(http) ? FhirJson.Answer(Resource(found)) : ServiceRequests.NotFound(http);

    /// <summary>By placer identifier (<c>system|value</c>), by focus, or the newest of the caller's own.</summary>
    static async Task<IResult> Search(
        HttpContext http, DocumentStore<Referral, ReferralFact> referrals, string? identifier, string? focus, string? status, int? _count, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var where = Builders<Document>.Filter;
        var filter = caller.Kind == "partner" ? where.Eq(d => d.State.Partner, caller.Id)
            : caller.Chains.Contains("*") ? where.Empty : where.In(d => d.Chain, caller.Chains);
        if (focus is not null) filter &= where.Eq(d => d.Id, focus[(focus.LastIndexOf('/') + 1)..]);
        if (identifier is not null)
        {
            var bar = identifier.IndexOf('|', StringComparison.Ordinal);
            if (bar <= 0) throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-identifier", "Search by identifier as system|value.", "Task.identifier"));
            Identifier placer = new(identifier[..bar], identifier[(bar + 1)..]);
            filter &= caller.Kind == "partner"
                ? where.Eq(d => d.Id, ReferralIds.For(caller.Id, placer))
                : where.Eq(d => d.State.Placer!.System, placer.System) & where.Eq(d => d.State.Placer!.Value, placer.Value);
        }
        var found = await referrals.Collection.Find(filter).SortByDescending(d => d.State.ReceivedAt).Limit(Math.Clamp(_count ?? 50, 1, 200))
            .Project<Document>(Builders<Document>.Projection.Exclude(d => d.History)).ToListAsync(ct);
        var tasks = found.Select(Resource).Where(t => status is null || status.Split(',').Contains(Word(t.Status))).ToList();
        return FhirJson.Answer(Searchset(http, tasks));
    }

    /// <summary>Every status it went through, newest first: the facts played again.</summary>
    static async Task<IResult> History(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (await referrals.FindWithHistory(id, ct) is not { } document || !document.State.MaySee(http)) return ServiceRequests.NotFound(http);
        var (state, seen, step) = (Referral.Initial, new List<FhirTask>(), 0);
        foreach (var recorded in document.History)
        {
            // One write may take several steps; each is a version of its own here.
            step = recorded == document.History.LastOrDefault(h => h.Version == recorded.Version) ? 0 : step + 1;
            var before = (state.TaskStatus, state.BusinessStatus, state.Hold?.Text);
            state = state.Evolve(recorded.Fact);
            if (before != (state.TaskStatus, state.BusinessStatus, state.Hold?.Text))
                seen.Insert(0, Resource(id, step == 0 ? $"{recorded.Version}" : $"{recorded.Version}-{step}", state, recorded.At));
        }
        return FhirJson.Answer(new Bundle { Type = Bundle.BundleType.History, Total = seen.Count, Entry = [.. seen.Select(t => Entry(http, t))] });
    }

    static async Task<IResult> Report(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.FindWithHistory(id, ct) is { } document && document.State.MaySee(http) && document.OutcomeReport() is { } report
            ? Results.Text(report, Problems.FhirJson)
            : ServiceRequests.NotFound(http);

    public static string? OutcomeReport(this Document document) => document.History.Select(h => h.Fact).OfType<ReportIssued>().LastOrDefault()?.Bundle;

    static FhirTask Resource(Document document) => Resource(document.Id, $"{document.Version}", document.State, document.State.Since);

    static FhirTask Resource(string id, string version, Referral r, DateTimeOffset at)
    {
        var reason = r.Closed ?? r.Hold;
        return new()
        {
            Id = id,
            Meta = new() { VersionId = version, LastUpdated = at },
            Identifier = r.Placer is { } placer ? [new() { System = placer.System, Value = placer.Value, Type = new("http://terminology.hl7.org/CodeSystem/v2-0203", "PLAC") }] : [],
            Status = Enum.GetValues<FhirTask.TaskStatus>().First(s => Word(s) == r.TaskStatus),
            BusinessStatus = new(CodeSystems + "business-status", r.BusinessStatus.Code(), r.BusinessStatus.Display(), r.BusinessStatus.Display()),
            StatusReason = reason is null ? null : new(CodeSystems + "status-reason", reason.Reason, null, reason.Text),
            Intent = FhirTask.TaskIntent.Order,
            Priority = Enum.Parse<RequestPriority>(r.Priority, ignoreCase: true),
            Code = new("http://hl7.org/fhir/CodeSystem/task-code", "fulfill"),
            Focus = new($"ServiceRequest/{id}"),
            AuthoredOn = r.ReceivedAt.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
            LastModified = at.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
            Note = [.. Notes(r).Select(text => new Annotation { Text = new(text) })],
            Output = r.HasReport ? [new() { Type = new(CodeSystems + "task-output", "outcome-report"), Value = new ResourceReference($"Bundle/{id}") }] : [],
        };
    }

    /// <summary>The decisions behind the status, in the words that everybody reads.</summary>
    static IEnumerable<string> Notes(Referral r)
    {
        if (r.Coverage is { } coverage) yield return coverage.Reason;
        if (r.Coverage is { Outcome: "partial" } partial) yield return $"{partial.CoveredVisits} of {r.VisitsPrescribed} visits are covered and placed.";
        if (r.Stage is not (Treating or Ended) || r.Series is not { } series) yield break;
        yield return FormattableString.Invariant($"{series.Visits.Count} visits at {series.LocationId}, {series.Visits[0].Date:yyyy-MM-dd} to {series.Visits[^1].Date:yyyy-MM-dd}.");
        if (series.Visits.Count < r.VisitsToPlace)
            yield return FormattableString.Invariant($"{r.VisitsToPlace - series.Visits.Count} visits would lie after the coverage's end on {r.Coverage?.CoveredUntil:yyyy-MM-dd} and are held back until it is verified again.");
    }

    static string Word(FhirTask.TaskStatus? status) => Hl7.Fhir.Utility.EnumUtility.GetLiteral(status) ?? "";

    static Bundle Searchset(HttpContext http, IReadOnlyList<FhirTask> tasks) =>
        new() { Type = Bundle.BundleType.Searchset, Total = tasks.Count, Entry = [.. tasks.Select(t => Entry(http, t))] };

    static Bundle.EntryComponent Entry(HttpContext http, FhirTask task) => new() { FullUrl = $"{Intake.Base(http)}/Task/{task.Id}", Resource = task };
}
