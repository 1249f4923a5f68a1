using System.Globalization;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Local.Demo;

/// <summary>The FHIR R4 resources of a hospital's referral, as JSON.</summary>
static class FhirParts
{
    const string Terminology = "http://terminology.hl7.org/CodeSystem/";
    const string Network = "https://clinicnetwork.example/fhir/CodeSystem/";

    public static JsonObject Entry(string urn, JsonObject resource) => new()
    {
        ["fullUrl"] = urn,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = (string)resource["resourceType"]! },
    };

    public static JsonObject Patient(
        string order, bool woman, string given, string family, DateTimeOffset born, string line, Town town, double latitude, double longitude) => new()
        {
            ["resourceType"] = "Patient",
            ["identifier"] = new JsonArray(
                Identifier("http://hospital.example/records", $"MR-{order}", "MR"),
                // Area 000 is never given to anybody; the network drops the number at the door all the same.
                Identifier("http://hl7.org/fhir/sid/us-ssn", "000-12-3456", "SS")),
            ["name"] = new JsonArray(new JsonObject { ["use"] = "official", ["family"] = family, ["given"] = new JsonArray(given) }),
            ["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = "555-0100", ["use"] = "home" }),
            ["gender"] = woman ? "female" : "male",
            ["birthDate"] = Day(born),
            ["address"] = new JsonArray(new JsonObject
            {
                ["extension"] = new JsonArray(new JsonObject
                {
                    ["url"] = "http://hl7.org/fhir/StructureDefinition/geolocation",
                    ["extension"] = new JsonArray(
                    new JsonObject { ["url"] = "latitude", ["valueDecimal"] = latitude }, new JsonObject { ["url"] = "longitude", ["valueDecimal"] = longitude }),
                }),
                ["line"] = new JsonArray(line),
                ["city"] = town.Name,
                ["state"] = "Massachusetts",
                ["postalCode"] = town.PostalCode,
                ["country"] = "US",
            }),
        };

    public static JsonObject Condition(Diagnosis diagnosis, string patient) => new()
    {
        ["resourceType"] = "Condition",
        ["clinicalStatus"] = Concept(Terminology + "condition-clinical", "active"),
        ["verificationStatus"] = Concept(Terminology + "condition-ver-status", "confirmed"),
        ["code"] = new JsonObject
        {
            ["coding"] = new JsonArray(Coding("http://hl7.org/fhir/sid/icd-10-cm", diagnosis.Icd10), Coding("http://snomed.info/sct", diagnosis.Snomed)),
            ["text"] = diagnosis.Text,
        },
        ["subject"] = Reference(patient),
    };

    public static JsonObject Organization(Partner partner) => new() { ["resourceType"] = "Organization", ["name"] = partner.Name };

    public static JsonObject Practitioner(string family) => new()
    {
        ["resourceType"] = "Practitioner",
        ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["prefix"] = new JsonArray("Dr.") }),
    };

    public static JsonObject Coverage(Payer payer, string patient, int number, DateTimeOffset authored)
    {
        var coverage = new JsonObject
        {
            ["resourceType"] = "Coverage",
            ["status"] = "active",
            ["type"] = Concept(Terminology + "v3-ActCode", payer.Type),
            ["subscriberId"] = $"DM{number}",
            ["beneficiary"] = Reference(patient),
            ["payor"] = new JsonArray(new JsonObject { ["display"] = payer.Name }),
            ["period"] = new JsonObject { ["start"] = $"{authored.Year}-01-01", ["end"] = $"{authored.Year + 1}-12-31" },
        };
        if (payer.ByClaim)
            coverage["identifier"] = new JsonArray(new JsonObject { ["type"] = new JsonObject { ["text"] = "claim number" }, ["value"] = $"CL-{number}" });
        return coverage;
    }

    public static JsonObject Order(Partner partner, string order, string priority, IEnumerable<string> techniques, int visits, DateTimeOffset authored) => new()
    {
        ["resourceType"] = "ServiceRequest",
        ["identifier"] = new JsonArray(Identifier(partner.Orders, order, "PLAC")),
        ["status"] = "active",
        ["intent"] = "order",
        ["priority"] = priority,
        ["category"] = new JsonArray(Concept(Network + "service-kind", "medical")),
        ["code"] = Concept(Network + "service", "medical-massage"),
        ["orderDetail"] = new JsonArray([.. techniques.Select(technique => Concept(Network + "technique", technique))]),
        ["quantityQuantity"] = new JsonObject { ["value"] = visits, ["unit"] = "visits" },
        ["authoredOn"] = authored.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
    };

    public static JsonObject Reference(string urn) => new() { ["reference"] = urn };

    public static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static JsonObject Identifier(string system, string value, string type) =>
        new() { ["type"] = Concept(Terminology + "v2-0203", type), ["system"] = system, ["value"] = value };

    static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(Coding(system, code)) };

    static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };
}
