namespace ClinicNetwork.Contracts;

/// <summary>The six certified techniques of medical massage (rule S2), as codes on the wire and in FHIR.</summary>
public static class Technique
{
    /// <summary>FHIR code system of the codes.</summary>
    public const string System = "https://clinicnetwork.example/fhir/CodeSystem/technique";

    public static IReadOnlyList<string> All { get; } =
        ["myofascial-release", "neuromuscular-therapy", "muscle-testing", "lymphatic-drainage", "trigger-point-therapy", "rehabilitative-stretching"];
}
