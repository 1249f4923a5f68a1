using System.Globalization;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>A referral as a FHIR Task.</summary>
public static class TaskResource
{
    /// <summary>Where the network's own code systems begin.</summary>
    public const string CodeSystems = "https://clinicnetwork.example/fhir/CodeSystem/";

    /// <summary>Partners by their client ids.</summary>
    public const string PartnerSystem = "https://clinicnetwork.example/fhir/NamingSystem/partner";

    /// <summary>As it stands; the document with its words.</summary>
    public static FhirTask Of(Document document) => Of(document.Id, $"{document.Version}", document.State, document.State.Since, document.EndText(), document.TransferText(document.State));

    /// <summary>As it stood in one version.</summary>
    /// <param name="endText">Why it was rejected or cancelled, in words; null otherwise.</param>
    /// <param name="transferText">Why a coordinator moved what lay ahead, in words; null otherwise.</param>
    public static FhirTask Of(string id, string version, Referral r, DateTimeOffset at, string? endText, string? transferText = null) => new()
    {
        Id = id,
        Meta = new() { VersionId = version, LastUpdated = at },
        Identifier = r.Placer is { } placer ? [new() { System = placer.System is "" ? null : placer.System, Value = placer.Value, Type = new("http://terminology.hl7.org/CodeSystem/v2-0203", "PLAC") }] : [],
        Status = Enum.GetValues<FhirTask.TaskStatus>().First(s => EnumUtility.GetLiteral(s) == r.TaskStatus),
        BusinessStatus = Business(r.BusinessStatus),
        StatusReason = r.StatusReason is { } reason ? new(CodeSystems + "status-reason", reason.Code(), null, endText ?? r.Hold?.Text ?? reason.Words()) : null,
        Intent = FhirTask.TaskIntent.Order,
        Priority = Enum.Parse<RequestPriority>(r.Prescription.Priority, ignoreCase: true),
        Code = new("http://hl7.org/fhir/CodeSystem/task-code", "fulfill"),
        Focus = new($"ServiceRequest/{id}"),
        Requester = Side(Mover.Sender, r),
        Owner = Side(Mover.Receiver, r),
        AuthoredOn = Instant(r.ReceivedAt),
        LastModified = Instant(at),
        Location = Booked(r) is { } booked ? new($"Location/{booked.LocationId}") : null,
        Input = [.. r.Conversation.Where(m => m.ReplyTo is null).Select(m => new FhirTask.ParameterComponent
        {
            Type = new(CodeSystems + "task-input", "question"), Value = new ResourceReference($"Communication/{CommunicationResource.Id(id, m.Number)}"),
        })],
        Note = [.. Notes(r, transferText).Select(text => new Annotation { Text = new(text) })],
        Output =
        [
            .. r.BusinessStatus is BusinessStatus.Completed ? [Output("outcome-report", id)] : Array.Empty<FhirTask.OutputComponent>(),
            .. r.InterimReports.Select(report => Output("interim-report", ReportIds.Of(id, report.Number))),
        ],
    };

    static FhirTask.OutputComponent Output(string kind, string bundle) => new() { Type = new(CodeSystems + "task-output", kind), Value = new ResourceReference($"Bundle/{bundle}") };

    /// <summary>
    /// Ours; then HL7 BSeR's own, in both editions that are in use: who knows STU1 alone finds its <c>5.x</c> and <c>5.4</c>.
    /// </summary>
    static CodeableConcept Business(BusinessStatus status)
    {
        var concept = new CodeableConcept(CodeSystems + "business-status", status.Code(), status.Display(), status.Display());
        if (status.PublishedCode() is not { } published) return concept;
        concept.Coding.Add(new(BusinessStatuses.BserSystem, published) { Version = "1.0.0" });
        concept.Coding.Add(new(BusinessStatuses.BserSystem, status.Code()) { Version = "2.0.0-ballot" });
        return concept;
    }

    /// <summary>The organization that a side of the referral is.</summary>
    public static ResourceReference Side(Mover side, Referral r) => side == Mover.Receiver
        ? new($"Organization/{r.Chain}")
        : new() { Type = "Organization", Identifier = new(PartnerSystem, r.Partner) };

    /// <summary>The decisions behind the status, in the words that everybody reads.</summary>
    static IEnumerable<string> Notes(Referral r, string? transferText)
    {
        if (r.Coverage is { } coverage) yield return coverage.Reason;
        if (r.Coverage is { Outcome: CoverageOutcome.Partial } partial) yield return $"{partial.CoveredVisits} of {r.Prescription.Visits} visits are covered and placed.";
        foreach (var contact in r.Contacts)
            yield return FormattableString.Invariant($"The patient was tried by {contact.Channel.Code()} on {contact.At:yyyy-MM-dd}: {contact.Outcome.Code()}.");
        if (r.Discharge is { } early) yield return $"The treatment ended before its last visit. {early.Words()}";
        if (transferText is not null) yield return $"The clinic has moved the visits that lay ahead to another place: {transferText}";
        if (r.Displaced is { } displaced) yield return Displacement(displaced);
        if (Booked(r) is not { } series) yield break;
        yield return FormattableString.Invariant($"{series.Visits.Count} visits, {series.Visits[0].Date:yyyy-MM-dd} to {series.Visits[^1].Date:yyyy-MM-dd}.");
        var elsewhere = r.Visits.Count(v => v.Attempt != r.Attempts.Count);
        if (r.Coverage?.CoveredUntil is { } until && series.Visits.Count + elsewhere < r.VisitsInAll)
            yield return FormattableString.Invariant($"{r.VisitsInAll - elsewhere - series.Visits.Count} visits would lie after the coverage's end on {until:yyyy-MM-dd} and are held back until it is verified again.");
    }

    static string Displacement(string code) => "Visits that lay ahead were placed anew: " + code switch
    {
        "location-closed" => "the location that they were at closes.",
        "credential-lapsed" => "the therapist may not treat a referral any more.",
        _ => "the place that was chosen had no room for too long.",
    };

    /// <summary>Where its visits are, once they are booked; its name is the directory's.</summary>
    static Series? Booked(Referral r) => r.Stage is Treating or Reporting or Closing or Ended ? r.Series : null;

    static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
