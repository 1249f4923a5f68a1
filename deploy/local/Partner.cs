namespace ClinicNetwork.Local;

/// <summary>A partner hospital that the local network knows: the registry has its public key, the state folder its private one.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Algorithm">How it signs its assertions: ES384 or RS384, as SMART asks of servers to support both.</param>
sealed record Partner(string Id, string Name, string Algorithm)
{
    /// <summary>What it may ask for, as SMART v2 scopes.</summary>
    public static string[] Scopes { get; } =
    [
        "system/Bundle.c", "system/ServiceRequest.cruds", "system/Task.ruds", "system/Communication.crs", "system/DocumentReference.crs",
        "system/Subscription.cruds", "system/Appointment.rs", "system/Slot.rs", "system/Schedule.rs", "system/Practitioner.rs",
        "system/PractitionerRole.rs", "system/Location.rs", "system/HealthcareService.rs", "system/Organization.rs", "system/Coverage.rs",
        "system/CoverageEligibilityRequest.crs", "system/CoverageEligibilityResponse.rs", "system/Claim.rs", "system/ClaimResponse.rs",
        "system/ExplanationOfBenefit.rs",
    ];

    public static Partner[] All { get; } =
    [
        new("general-hospital", "General Hospital", "ES384"),
        new("lakeside-medical-center", "Lakeside Medical Center", "RS384"),
        new("st-brendan", "St. Brendan Hospital", "ES384"),
    ];

    /// <summary>The system of its order numbers.</summary>
    public string Orders => $"https://{Id}.example/orders";
}
