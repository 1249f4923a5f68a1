using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Operations.Desk;

/// <summary>A referral as a physician's office writes it down: what the profile needs, and no more.</summary>
public sealed record ReferralForm
{
    public string Family { get; init; } = "";
    public string Given { get; init; } = "";
    public string BirthDate { get; init; } = "";
    public string Gender { get; init; } = "";
    public string RecordNumber { get; init; } = "";
    public string Phone { get; init; } = "";
    public string PostalCode { get; init; } = "";
    /// <summary>ICD-10-CM, alone or with the words that it was chosen by (<c>M54.31 sciatica</c>).</summary>
    public string Condition { get; init; } = "";
    public string Visits { get; init; } = "";
    public string PerWeek { get; init; } = "1";
    public string Priority { get; init; } = "routine";
    public string Payer { get; init; } = "";
    public string MemberNumber { get; init; } = "";
    public string Requests { get; init; } = "";
    /// <summary>The order's number, made when the form was opened, so that sending twice is sending once.</summary>
    public string OrderNumber { get; init; } = "";

    public static ReferralForm New(DateTimeOffset at) =>
        new() { OrderNumber = $"DESK-{at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}" };

    public static ReferralForm Of(IFormCollection form)
    {
        string Text(string name) => form[name].ToString().Trim();
        return new()
        {
            Family = Text("family"), Given = Text("given"), BirthDate = Text("birthDate"), Gender = Text("gender"), RecordNumber = Text("recordNumber"), Phone = Text("phone"), PostalCode = Text("postalCode"),
            Condition = Text("condition"), Visits = Text("visits"), PerWeek = Text("perWeek"), Priority = Text("priority"), Payer = Text("payer"), MemberNumber = Text("memberNumber"),
            Requests = Text("requests"), OrderNumber = Text("orderNumber"),
        };
    }

    /// <summary>The ServiceRequest with what it refers to contained in it. What was left empty is left out, and the profile's own rules judge the rest.</summary>
    public JsonObject ToServiceRequest(DateTimeOffset at)
    {
        var patient = new JsonObject { ["resourceType"] = "Patient", ["id"] = "patient" };
        var name = new JsonObject();
        Set(name, "family", Family);
        if (Given is not "") name["given"] = new JsonArray([.. Given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(g => JsonValue.Create(g))]);
        if (name.Count > 0) patient["name"] = new JsonArray(name);
        Set(patient, "birthDate", BirthDate);
        Set(patient, "gender", Gender);
        if (RecordNumber is not "") patient["identifier"] = new JsonArray(new JsonObject { ["type"] = Coded("http://terminology.hl7.org/CodeSystem/v2-0203", "MR"), ["value"] = RecordNumber });
        if (Phone is not "") patient["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = Phone });
        if (PostalCode is not "") patient["address"] = new JsonArray(new JsonObject { ["use"] = "home", ["postalCode"] = PostalCode, ["country"] = "US" });
        var contained = new JsonArray(patient);
        var order = new JsonObject
        {
            ["resourceType"] = "ServiceRequest", ["status"] = "active", ["intent"] = "order", ["authoredOn"] = at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["identifier"] = new JsonArray(new JsonObject { ["type"] = Coded("http://terminology.hl7.org/CodeSystem/v2-0203", "PLAC"), ["value"] = OrderNumber }),
            ["subject"] = new JsonObject { ["reference"] = "#patient" },
        };
        Set(order, "priority", Priority);
        if (Condition.Split(' ', 2) is [{ Length: > 0 } code, ..]) order["reasonCode"] = new JsonArray(Coded("http://hl7.org/fhir/sid/icd-10-cm", code));
        if (Whole(Visits) is { } visits) order["quantityQuantity"] = new JsonObject { ["value"] = visits, ["unit"] = "visits" };
        if (Whole(PerWeek) is { } perWeek) order["occurrenceTiming"] = new JsonObject { ["repeat"] = new JsonObject { ["frequency"] = perWeek, ["period"] = 1, ["periodUnit"] = "wk" } };
        if (Requests is not "") order["note"] = new JsonArray(new JsonObject { ["text"] = Requests });
        if (Payer is not "")
        {
            var coverage = new JsonObject { ["resourceType"] = "Coverage", ["id"] = "coverage", ["status"] = "active", ["beneficiary"] = new JsonObject { ["reference"] = "#patient" }, ["payor"] = new JsonArray(new JsonObject { ["display"] = Payer }) };
            Set(coverage, "subscriberId", MemberNumber);
            contained.Add(coverage);
            order["insurance"] = new JsonArray(new JsonObject { ["reference"] = "#coverage" });
        }
        order["contained"] = contained;
        return order;
    }

    static void Set(JsonObject on, string name, string text)
    {
        if (text is not "") on[name] = text;
    }

    static JsonObject Coded(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
