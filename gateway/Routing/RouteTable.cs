namespace ClinicNetwork.Gateway.Routing;

/// <summary>A kind of address behind the gateway.</summary>
/// <param name="Base">What the path starts with: <c>/fhir</c>, <c>/api</c> or nothing (the console).</param>
/// <param name="Names">The segments that follow: resource types or collections.</param>
public sealed record Place(string Service, string Base, params IReadOnlyList<string> Names);

/// <summary>Which service answers what. An address that is not here ends at the gateway with 404.</summary>
public static class RouteTable
{
    public static IReadOnlyList<Place> Places { get; } =
    [
        new("referral", "/fhir", "ServiceRequest", "Task", "Communication", "DocumentReference", "Binary", "Subscription", "Bundle", "$process-message"),
        new("scheduling", "/fhir", "Schedule", "Slot", "Appointment", "Practitioner", "PractitionerRole", "Location", "HealthcareService", "Organization"),
        new("insurance", "/fhir", "Coverage", "CoverageEligibilityRequest", "CoverageEligibilityResponse", "Claim", "ClaimResponse", "ExplanationOfBenefit"),
        new("referral", "/api", "referrals", "worklist", "hospital", "partners", "subscriptions", "referral-rules", "screening-rules", "waiting-room/referral", "snapshots/referral"),
        new("scheduling", "/api", "referrals/{id}/locations", "visits", "series", "locations", "therapists", "chains", "waiting-room/scheduling", "snapshots/scheduling"),
        new("insurance", "/api", "coverages", "payer-rules", "benefits", "waiting-room/insurance", "snapshots/insurance"),
        new("referral", "/docs", "hospitals"),
        new("operations", "/api", "overview", "waiting-room/operations"),
    ];

    /// <summary>Transactions and batches are posted to the FHIR base itself.</summary>
    public const string FhirBase = "/fhir";
    public const string FhirBaseService = "referral";

    /// <summary>Everything else is the console's, except what lies under a closed prefix.</summary>
    public const string ConsoleService = "operations";

    /// <summary>Under these, only what the table names is there; <c>/internal</c> is for services among themselves and never routed.</summary>
    public static IReadOnlyList<string> Closed { get; } = ["/internal", "/fhir", "/api", "/connect", "/health", "/metrics", "/.well-known"];
}
