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
        new("ServiceRequest", "cru", [TypeRestfulInteraction.Create, TypeRestfulInteraction.Read, TypeRestfulInteraction.Update],
            "The order, sent alone or in a transaction with all that it refers to; an update that sets status revoked asks for cancellation."),
        new("Task", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType, TypeRestfulInteraction.HistoryInstance],
            "Where the referral stands: status, business status (BSeR) and reason; its output names the report.",
            ("identifier", SearchParamType.Token), ("focus", SearchParamType.Reference), ("status", SearchParamType.Token)),
        new("Bundle", "r", [TypeRestfulInteraction.Read], "The report that a completed referral's Task names; readable with a scope for Task."),
        new("Appointment", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "The visits of a referral; a search names its order.", ("based-on", SearchParamType.Reference)),
        new("Location", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType], "Where visits take place; a search lists all."),
        new("Practitioner", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType], "Certified medical massage therapists; a search lists all."),
        new("PractitionerRole", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType], "What they are certified for, and where; a search lists all."),
    ];

    public static IEnumerable<string> Scopes => All.Select(i => $"system/{i.Type}.{i.Letters}");
}
