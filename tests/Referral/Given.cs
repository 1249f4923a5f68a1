using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referral;
using Referral = ClinicNetwork.Referral.Referral;

namespace Tests.Referrals;

/// <summary>What the tests start from: one partner, the network's own screening rules, and a referral's usual messages.</summary>
static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    public static Partner Hospital { get; } = new()
    {
        Id = "general-hospital", Name = "General Hospital", Chain = "bay-state-therapy",
        IdentifierSystems = ["https://general-hospital.example/orders", "https://lakeside-medical-center.example/orders", "https://st-brendan.example/orders"],
    };

    public static ScreeningRules Rules { get; } = ReadSeed();

    /// <summary>A referral of six visits for sciatica as a FHIR transaction; every part of it can be changed by a test.</summary>
    public static JsonObject Bundle() => JsonNode.Parse("""
        {
          "resourceType": "Bundle", "type": "transaction",
          "entry": [
            { "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001", "request": { "method": "POST", "url": "Patient" }, "resource": {
                "resourceType": "Patient", "name": [{ "family": "Marker", "given": ["Mona"] }], "gender": "female", "birthDate": "1970-05-04",
                "identifier": [
                  { "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR" }] }, "system": "https://general-hospital.example/mrn", "value": "MRN-1" },
                  { "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "SS" }] }, "system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-11-2222" },
                  { "system": "urn:oid:2.16.840.1.113883.4.3.25", "value": "S99911122" }, { "system": "http://example.org/passportNumber", "value": "X123456" }] } },
            { "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000002", "request": { "method": "POST", "url": "Condition" }, "resource": {
                "resourceType": "Condition", "subject": { "reference": "urn:uuid:00000000-0000-4000-8000-000000000001" },
                "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.31" }] } } },
            { "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000003", "request": { "method": "POST", "url": "ServiceRequest" }, "resource": {
                "resourceType": "ServiceRequest", "status": "active", "intent": "order", "priority": "routine",
                "identifier": [{ "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PLAC" }] }, "system": "https://general-hospital.example/orders", "value": "ORD-1" }],
                "subject": { "reference": "urn:uuid:00000000-0000-4000-8000-000000000001" },
                "reasonReference": [{ "reference": "urn:uuid:00000000-0000-4000-8000-000000000002" }],
                "orderDetail": [{ "coding": [{ "system": "https://clinicnetwork.example/fhir/CodeSystem/technique", "code": "myofascial-release" }] }],
                "quantityQuantity": { "value": 6, "unit": "visits" },
                "occurrenceTiming": { "repeat": { "frequency": 2, "period": 1, "periodUnit": "wk" } },
                "note": [{ "text": "Avoid pressure over the left scapula." }] } }
          ]
        }
        """)!.AsObject();

    public static Order Order(Action<JsonObject>? change = null) => Read(Bundle(), change);

    /// <exception cref="RefusalException">As the intake would refuse it.</exception>
    public static Order Read(JsonObject bundle, Action<JsonObject>? change = null)
    {
        change?.Invoke(bundle);
        return Read(Encoding.UTF8.GetBytes(bundle.ToJsonString()));
    }

    public static Order Read(byte[] json) => OrderReader.Read(Packet.Of(FhirJson.Parse(json)), Hospital, Rules);

    /// <summary>The n-th entry's resource of a bundle.</summary>
    public static JsonObject Resource(this JsonObject bundle, int entry) => bundle["entry"]![entry]!["resource"]!.AsObject();

    public static Referral After(this Referral referral, Decision<ReferralFact> decision) =>
        decision.Facts.Aggregate(referral, (state, fact) => state.Evolve(fact));

    public static Referral Accepted() => Referral.Initial.After(ReferralDecider.Submit(Referral.Initial, Order(), Rules, Now));
    public static Referral Placing() => Accepted() is var r ? r.After(ReferralDecider.Cover(r, Covered(), Now)) : r;
    public static Referral Reserving() => Placing() is var r ? r.After(ReferralDecider.Offer(r, Held(1), Now)) : r;
    public static Referral Booking() => Reserving() is var r ? r.After(ReferralDecider.Grant(r, Reserved(1), Now)) : r;
    public static Referral Treating() => Booking() is var r ? r.After(ReferralDecider.Confirm(r, Booked(1), Now)) : r;

    public static CoverageDetermined Covered(string outcome = "covered", int visits = 6) => new()
    {
        ReferralId = "r", Version = 1, Outcome = outcome, RequestedVisits = 6, CoveredVisits = visits, ReasonCode = outcome,
        Reason = "Because the rule says so.", PatientShare = 25, SelfPayPrice = 95,
    };

    public static SeriesHeld Held(int attempt) => new()
    {
        ReferralId = "r", Version = 1, Attempt = attempt, LocationId = "boston", TherapistId = "t1", Expires = Now.AddMinutes(10),
        Visits = [.. Enumerable.Range(1, 6).Select(n => new HeldVisit { Visit = n, Date = new DateOnly(2026, 11, 23).AddDays(3 * n), Start = Now.AddDays(3 * n), End = Now.AddDays(3 * n).AddHours(1) })],
    };

    public static UnitsReserved Reserved(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt };
    public static UnitsRefused Refused(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt, ReasonCode = "benefit-exhausted", Reason = "No visit is left this year." };
    public static SeriesBooked Booked(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt };
    public static SeriesReleased Released(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt, Reason = "expired", Chain = "bay-state-therapy" };
    public static NoSlotsFound NoSlots(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt, Reason = "no-room-or-time", Explanation = "Nothing is free." };

    static ScreeningRules ReadSeed()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "deploy", "local", "Seed", "referral.json") is var file && File.Exists(file))
                return JsonNode.Parse(File.ReadAllText(file))![0]!["body"].Deserialize<ScreeningRules>(JsonSerializerOptions.Web)! with { Version = 1 };
        throw new FileNotFoundException("deploy/local/Seed/referral.json lies above no folder of this test");
    }
}
