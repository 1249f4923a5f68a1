using static Hl7.Fhir.Model.CapabilityStatement;

namespace ClinicNetwork.Gateway.Fhir;

/// <summary>One resource type as partners may use it.</summary>
/// <param name="Letters">SMART v2 letters of a scope that covers all of it.</param>
/// <param name="Search">Search parameters by name, each with its FHIR type.</param>
public sealed record Interactions(
    string Type, string Letters, IReadOnlyList<TypeRestfulInteraction> Verbs, string Note, params IReadOnlyList<(string Name, Hl7.Fhir.Model.SearchParamType Type)> Search);

/// <summary>What is really there, in one table: the capability statement and the SMART configuration both show it.</summary>
public static class FhirInteractions
{
    public static IReadOnlyList<Interactions> All { get; } =
    [
        new("ServiceRequest", "cru", [TypeRestfulInteraction.Create, TypeRestfulInteraction.Read, TypeRestfulInteraction.Update],
            "The order. Sent alone or in a transaction with all that it refers to; an update that sets status revoked asks for cancellation."),
        new("Task", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "Where the referral stands: status, business status (BSeR) and reason.",
            ("identifier", Hl7.Fhir.Model.SearchParamType.Token), ("focus", Hl7.Fhir.Model.SearchParamType.Reference), ("owner", Hl7.Fhir.Model.SearchParamType.Reference)),
        new("Appointment", "rs", [TypeRestfulInteraction.Read, TypeRestfulInteraction.SearchType],
            "The booked visits of a referral.", ("based-on", Hl7.Fhir.Model.SearchParamType.Reference)),
        new("Location", "r", [TypeRestfulInteraction.Read], "Where visits take place."),
        new("Practitioner", "r", [TypeRestfulInteraction.Read], "Certified medical massage therapists."),
    ];

    public static IEnumerable<string> Scopes => All.Select(i => $"system/{i.Type}.{i.Letters}");
}
