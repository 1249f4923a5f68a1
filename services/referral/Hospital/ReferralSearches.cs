using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>What referrals can be searched by, as Tasks and as ServiceRequests.</summary>
public static class ReferralSearches
{
    internal const string PatientNote = "By the record number that the order named first, as patient:identifier=system|value; |value is a number without a system. Links name the patient by a key that tells nothing.";

    public static ListDefinition Tasks { get; } = new("Task",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Token<FhirTask>("identifier", t => t.Identifier) with { Note = "The order's number: system|value, |value without a system, or value in whichever." },
        ListParameter.Code<FhirTask, FhirTask.TaskStatus>("status", t => t.Status),
        ListParameter.Token<FhirTask>("business-status", t => [t.BusinessStatus], [.. Enum.GetValues<BusinessStatus>().SelectMany(s => new[] { s.Code(), s.PublishedCode() }).OfType<string>().Distinct()]),
        ListParameter.Reference<FhirTask>("focus", t => [t.Focus]),
        ListParameter.Reference<FhirTask>("patient", _ => []) with { Note = PatientNote },
        ListParameter.Reference<FhirTask>("requester", t => [t.Requester]) with { Note = "The partner that sent it: requester:identifier=general-hospital." },
        ListParameter.Reference<FhirTask>("owner", t => [t.Owner]) with { Note = "The chain that has it: Organization/id." },
        ListParameter.Date<FhirTask>("authored-on", t => [t.AuthoredOnElement]) with { Note = "When the network received it." },
    ])
    { Sorts = ["authored-on", "_lastUpdated"], Includes = ["Task:focus"] };

    public static ListDefinition ServiceRequests { get; } = new("ServiceRequest",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Token<ServiceRequest>("identifier", s => s.Identifier) with { Note = "The order's number: system|value, |value without a system, or value in whichever." },
        ListParameter.Code<ServiceRequest, RequestStatus>("status", s => s.Status),
        ListParameter.Reference<ServiceRequest>("patient", _ => []) with { Note = PatientNote },
        ListParameter.Reference<ServiceRequest>("requester", s => Named(s, s.Requester)) with { Note = "By requester:identifier; beside identifier, patient or _id." },
        ListParameter.Reference<ServiceRequest>("performer", s => s.Performer.SelectMany(p => Named(s, p))) with { Note = "By performer:identifier; beside identifier, patient or _id." },
        ListParameter.Date<ServiceRequest>("authored", s => [s.AuthoredOnElement]) with { Note = "As the order says; beside identifier, patient or _id." },
    ])
    { Sorts = ["_lastUpdated"] };

    /// <summary>A reference with each identifier of what it names.</summary>
    static IEnumerable<ResourceReference> Named(ServiceRequest order, ResourceReference? reference)
    {
        if (reference is null) return [];
        var contained = order.Contained.Find(c => reference.Reference == $"#{c.Id}") as IIdentifiable<List<Hl7.Fhir.Model.Identifier>>;
        return [reference, .. contained?.Identifier.Select(i => new ResourceReference { Identifier = i }) ?? []];
    }
}
