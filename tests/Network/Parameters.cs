using System.Text.Json.Nodes;

namespace Tests.Network;

/// <summary>A search parameter, with a value of a resource that it has to find by it, and one by which it must not.</summary>
/// <param name="Of">The resource's own value.</param>
/// <param name="Other">A value that it has not.</param>
/// <param name="Suffix">A modifier.</param>
/// <param name="Beside">What the search has to name as well, where this alone is too costly.</param>
/// <param name="Whose">The type that has the value, where it is another's: a Task's patient is its order's.</param>
sealed record SearchedBy(string Type, string Name, Func<JsonNode, JsonNode?> Of, string Other, string Suffix = "", Func<JsonNode, string>? Beside = null, string? Whose = null)
{
    public string Finding(IReadOnlyDictionary<string, JsonNode> resources) =>
        Query(resources[Type], (string?)Of(resources[Whose ?? Type]) ?? throw new InvalidOperationException($"{Type} has no {Name}"));

    public string LeavingOut(IReadOnlyDictionary<string, JsonNode> resources) => Query(resources[Type], Other);

    string Query(JsonNode resource, string value) => $"{Type}?{Name}{Suffix}={Uri.EscapeDataString(value)}{(Beside is null ? "" : $"&{Beside(resource)}")}";
}

/// <summary>All parameters that there are, typed anew.</summary>
static class Parameters
{
    public static IReadOnlyList<SearchedBy> All { get; } =
    [
        .. new[] { "Task", "ServiceRequest", "Communication", "DocumentReference", "Subscription", "Appointment", "Location", "Practitioner", "PractitionerRole", "Organization", "HealthcareService" }.SelectMany(Common),
        new("Task", "identifier", Number, "https://general-hospital.example/orders|none"),
        new("Task", "status", t => t["status"], "rejected"),
        new("Task", "business-status", t => t["businessStatus"]!["coding"]![0]!["code"], "4.0"),
        new("Task", "focus", t => t["focus"]!["reference"], "ServiceRequest/0123456789abcdef0123456789abcdef"),
        new("Task", "patient", Mrn, "https://general-hospital.example/mrn|none", ":identifier", Whose: "ServiceRequest"),
        new("Task", "requester", _ => "general-hospital", "lakeside-medical-center", ":identifier"),
        new("Task", "owner", t => t["owner"]!["reference"], "Organization/none"),
        new("Task", "authored-on", t => t["authoredOn"], "2001"),
        new("ServiceRequest", "identifier", Number, "https://general-hospital.example/orders|none"),
        new("ServiceRequest", "status", s => s["status"], "revoked"),
        new("ServiceRequest", "patient", Mrn, "https://general-hospital.example/mrn|none", ":identifier"),
        new("ServiceRequest", "requester", s => Contained(s, s["requester"])?["identifier"]?[0]?["value"] ?? s["requester"]?["identifier"]?["value"], "none", ":identifier", Id),
        new("ServiceRequest", "performer", s => s["performer"]?[0]?["identifier"]?["value"], "none", ":identifier", Id),
        new("ServiceRequest", "authored", s => s["authoredOn"], "2001", Beside: Id),
        new("Communication", "based-on", c => c["basedOn"]![0]!["reference"], "ServiceRequest/0123456789abcdef0123456789abcdef"),
        new("Communication", "sent", c => c["sent"], "2001", Beside: Order),
        new("DocumentReference", "related", d => d["context"]!["related"]![0]!["reference"], "ServiceRequest/0123456789abcdef0123456789abcdef"),
        new("DocumentReference", "patient", Mrn, "https://general-hospital.example/mrn|none", ":identifier", Whose: "ServiceRequest"),
        new("Subscription", "url", s => s["channel"]!["endpoint"], "https://nowhere.example/"),
        new("Subscription", "status", s => s["status"], "off"),
        new("Appointment", "based-on", a => a["basedOn"]![0]!["reference"], "ServiceRequest/0123456789abcdef0123456789abcdef"),
        new("Appointment", "status", a => a["status"], "cancelled", Beside: Order),
        new("Appointment", "date", a => a["start"], "2001", Beside: Order),
        new("Appointment", "location", a => Actor(a, "Location"), "Location/none", Beside: Order),
        new("Appointment", "practitioner", a => Actor(a, "Practitioner"), "Practitioner/none", Beside: Order),
        new("Appointment", "actor", a => Actor(a, "Location"), "Location/none", Beside: Order),
        new("Location", "name", l => l["name"], "nobody"),
        new("Location", "address", l => l["address"]!["city"] ?? l["address"]!["state"], "nowhere"),
        new("Location", "address-state", l => l["address"]!["state"], "nowhere"),
        new("Location", "organization", l => l["managingOrganization"]!["reference"], "Organization/none"),
        new("Location", "status", l => l["status"], "inactive"),
        new("Practitioner", "name", p => p["name"]![0]!["family"] ?? p["name"]![0]!["text"], "nobody"),
        new("Practitioner", "gender", p => p["gender"], "other"),
        new("Practitioner", "active", p => Text(p["active"]), "false"),
        new("PractitionerRole", "practitioner", r => r["practitioner"]!["reference"], "Practitioner/none"),
        new("PractitionerRole", "location", r => r["location"]![0]!["reference"], "Location/none"),
        new("PractitionerRole", "organization", r => r["organization"]!["reference"], "Organization/none"),
        new("PractitionerRole", "specialty", r => r["specialty"]![0]!["coding"]![0]!["code"], "http://another.example|myofascial-release"),
        new("PractitionerRole", "active", r => Text(r["active"]), "false"),
        new("Organization", "name", o => o["name"], "nobody"),
        new("Organization", "active", o => Text(o["active"]), "false"),
        new("HealthcareService", "name", s => s["name"], "nobody"),
        new("HealthcareService", "service-type", s => s["type"]![0]!["coding"]![0]!["code"], "none"),
        new("HealthcareService", "specialty", s => s["specialty"]![0]!["coding"]![0]!["code"], "http://another.example|myofascial-release"),
        new("HealthcareService", "organization", s => s["providedBy"]!["reference"], "Organization/none"),
        new("HealthcareService", "location", s => s["location"]![0]!["reference"], "Location/none"),
        new("HealthcareService", "active", s => Text(s["active"]), "false"),
    ];

    static IEnumerable<SearchedBy> Common(string type) =>
    [
        new(type, "_id", r => r["id"], "none"),
        new(type, "_lastUpdated", r => r["meta"]!["lastUpdated"], "2001", Beside: type switch { "Appointment" or "Communication" => Order, "DocumentReference" => Related, _ => null }),
    ];

    static string Id(JsonNode resource) => $"_id={resource["id"]}";

    static string Order(JsonNode resource) => $"based-on={resource["basedOn"]![0]!["reference"]}";

    static string Related(JsonNode resource) => $"related={resource["context"]!["related"]![0]!["reference"]}";

    static JsonNode Number(JsonNode resource) => $"{resource["identifier"]![0]!["system"]}|{resource["identifier"]![0]!["value"]}";

    static JsonNode? Mrn(JsonNode order) => Contained(order, order["subject"])?["identifier"]?[0] is { } number ? $"{number["system"]}|{number["value"]}" : null;

    static JsonNode? Contained(JsonNode order, JsonNode? reference) => order["contained"]?.AsArray().FirstOrDefault(c => $"#{c!["id"]}" == (string?)reference?["reference"]);

    static JsonNode? Actor(JsonNode appointment, string type) =>
        appointment["participant"]!.AsArray().Select(p => p!["actor"]!["reference"]).First(r => ((string)r!).StartsWith(type, StringComparison.Ordinal));

    static JsonNode Text(JsonNode? value) => value!.ToJsonString();
}
