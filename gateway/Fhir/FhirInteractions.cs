using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.CapabilityStatement;

namespace ClinicNetwork.Gateway.Fhir;

/// <summary>One resource type as partners may use it.</summary>
/// <param name="Letters">SMART v2 letters of a scope that covers all of it.</param>
/// <param name="Search">Search parameters by name, each with its FHIR type.</param>
public sealed record Interactions(
    string Type, string Letters, IReadOnlyList<TypeRestfulInteraction> Verbs, string Note, params IReadOnlyList<(string Name, SearchParamType Type)> Search);

/// <summary>What is really there, in one table: the capability statement and the SMART configuration both show it.</summary>
public static class FhirInteractions
{
    public static IReadOnlyList<Interactions> All { get; } =
    [
        new("ServiceRequest", "crus", [TypeRestfulInteraction.Create, TypeRestfulInteraction.Read, TypeRestfulInteraction.Update, TypeRestfulInteraction.SearchType],
            "The order, sent alone or in a transaction with all that it refers to; an update that sets status revoked asks for cancellation.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("identifier", SearchParamType.Token), ("status", SearchParamType.Token), ("patient", SearchParamType.Reference), ("requester", SearchParamType.Reference), ("performer", SearchParamType.Reference), ("authored", SearchParamType.Date)),
        new("Task", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType, TypeRestfulInteraction.HistoryInstance],
            "Where the referral stands: status, business status (BSeR) and reason; its output names the report.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("identifier", SearchParamType.Token), ("status", SearchParamType.Token), ("business-status", SearchParamType.Token), ("focus", SearchParamType.Reference), ("patient", SearchParamType.Reference), ("requester", SearchParamType.Reference), ("owner", SearchParamType.Reference), ("authored-on", SearchParamType.Date)),
        new("Bundle", "r", [TypeRestfulInteraction.Read],
            "The report that a completed referral's Task names; readable with a scope for Task."),
        new("Appointment", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "The visits of a referral; a search names its order, or the visit itself.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("based-on", SearchParamType.Reference), ("status", SearchParamType.Token), ("date", SearchParamType.Date), ("location", SearchParamType.Reference), ("practitioner", SearchParamType.Reference), ("actor", SearchParamType.Reference)),
        new("Location", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "Where visits take place.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("name", SearchParamType.String), ("address", SearchParamType.String), ("address-state", SearchParamType.String), ("organization", SearchParamType.Reference), ("status", SearchParamType.Token)),
        new("Practitioner", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "Certified medical massage therapists.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("name", SearchParamType.String), ("gender", SearchParamType.Token), ("active", SearchParamType.Token)),
        new("PractitionerRole", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "What they are certified for, and where.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("practitioner", SearchParamType.Reference), ("location", SearchParamType.Reference), ("organization", SearchParamType.Reference), ("specialty", SearchParamType.Token), ("active", SearchParamType.Token)),
        new("Organization", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "The clinic chains.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("name", SearchParamType.String), ("active", SearchParamType.Token)),
        new("HealthcareService", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "What a chain offers, and at which locations.",
            ("_id", SearchParamType.Token), ("_lastUpdated", SearchParamType.Date), ("name", SearchParamType.String), ("service-type", SearchParamType.Token), ("organization", SearchParamType.Reference), ("location", SearchParamType.Reference), ("active", SearchParamType.Token)),
    ];

    public static IEnumerable<string> Scopes => All.Select(i => $"system/{i.Type}.{i.Letters}");
}
