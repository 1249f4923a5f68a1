using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Insurance = ClinicNetwork.Contracts.Insurance.V1;
using Scheduling = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What the tests start from: one partner, the network's own screening rules, and a referral's usual messages.</summary>
static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    public static Partner Hospital { get; } = new()
    {
        Name = "General Hospital", Chain = "bay-state-therapy",
        IdentifierSystems = ["https://general-hospital.example/orders", "https://lakeside-medical-center.example/orders", "https://st-brendan.example/orders"],
    };

    public static ScreeningRules Rules => rules.Value;
    static readonly Lazy<ScreeningRules> rules = new(ReadSeed);

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

    public static Order Read(byte[] json) => ReadAll(json).Order;

    /// <summary>The order, and what is kept of the packet.</summary>
    public static (Order Order, string ServiceRequest) ReadAll(byte[]? json = null) => OrderReader.Read(
        Packet.Of(FhirJson.ParseSent(json ?? Encoding.UTF8.GetBytes(Bundle().ToJsonString()))), "general-hospital", Hospital, new(new byte[32]), ClinicTime.At(Now, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")));

    public static Submit Submit(Action<JsonObject>? change = null) => new(Order(change), "{}", Rules, 7);

    /// <summary>The n-th entry's resource of a bundle.</summary>
    public static JsonObject Resource(this JsonObject bundle, int entry) => bundle["entry"]![entry]!["resource"]!.AsObject();

    /// <summary>What is decided on a message or an intention, whichever it is.</summary>
    public static Decision<ReferralFact> Decides(this Referral referral, object what, DateTimeOffset? at = null, Actor? by = null)
    {
        dynamic command = Activator.CreateInstance(typeof(Command<>).MakeGenericType(what.GetType()), what, by ?? (what is RequestCancellation or Correct or EnterInError ? Sender : Coordinator), at ?? Now)!;
        return ReferralDecider.Decide(referral, command);
    }

    /// <summary>The hospital's system, and somebody of the chain.</summary>
    public static readonly Actor Sender = new("partner", "general-hospital"), Coordinator = new("person", "p-1", "coordinator", "bay-state-therapy");

    public static Referral After(this Referral referral, Decision<ReferralFact> decision) =>
        decision.Facts.Aggregate(referral, (state, fact) => state.Evolve(fact));

    public static Referral After(this Referral referral, params IEnumerable<object> messages) =>
        messages.Aggregate(referral, (r, message) => r.After(r.Decides(message)));

    /// <summary>The chain asks the referrer.</summary>
    public static Send Asks(int? again = null) => new("Which side is it?", again, ReferralRules.Usual.Questions);

    public static Referral Wrote(this Referral referral, Actor by, int? replyTo, DateTimeOffset? at = null) =>
        referral.After(referral.Decides(new Send("The left one.", replyTo, ReferralRules.Usual.Questions), at, by));

    public static Referral Answered(this Referral referral, int question, DateTimeOffset? at = null) => referral.Wrote(Sender, question, at);

    /// <summary>What others hear of a decision.</summary>
    public static IReadOnlyList<IEvent> Told(this Referral referral, Decision<ReferralFact> decision) =>
        [.. ReferralPublisher.Publish(referral.After(decision), [.. decision.Facts, .. decision.Again], 9)];

    public static IReadOnlyList<IEvent> Told(this Referral referral, object message, DateTimeOffset? at = null) => referral.Told(referral.Decides(message, at));

    public static Referral Accepted() => Referral.Initial.After(Submit());
    public static Referral InReview() => Referral.Initial.After(Submit(b => b.Resource(1)["code"]!["coding"]![0]!["code"] = "Z99.9"));
    public static Referral AwaitingEstimate() => Accepted().After(Covered("self-pay", 0));
    public static Referral Placing() => Accepted().After(Covered());
    public static Referral Reserving() => Placing().After(Held(1));
    public static Referral Booking() => Reserving().After(Reserved(1));
    public static Referral Treating() => Booking().After(Booked(1));
    public static Referral Moving() => Treating().After(Transfer());
    public static Referral Reporting() => Treating().After(Completed(1));
    public static Referral Closing() => Reporting().After(new IssueReport("{}"));
    public static Referral Ended() => Closing().After(UnitsBack(1));

    /// <summary>The hospital says its order otherwise.</summary>
    public static Correct Corrects(Order before, Order now) => new(before, now, "{}", """{"resourceType":"ServiceRequest"}""", Rules, 7);

    /// <summary>The usual order, said otherwise.</summary>
    public static Correct Corrects(Action<JsonObject> change) => Corrects(Order(), Order(change));

    public static void MoreVisits(JsonObject bundle) => bundle.Resource(2)["quantityQuantity"]!["value"] = 9;
    public static void FewerVisits(JsonObject bundle) => bundle.Resource(2)["quantityQuantity"]!["value"] = 4;
    public static void OnceAWeek(JsonObject bundle) => bundle.Resource(2)["occurrenceTiming"]!["repeat"]!["frequency"] = 1;
    public static void UnknownDiagnosis(JsonObject bundle) => bundle.Resource(1)["code"]!["coding"]![0]!["code"] = "Z99.9";
    public static void OtherRequest(JsonObject bundle) => bundle.Resource(2)["note"]![0]!["text"] = "Mind the right shoulder too.";

    public static Transfer Transfer(string location = "worcester", string? therapist = null, bool all = false, params PlaceProblem[] problems) => new(location, therapist, "It is nearer.", all, new(problems));

    public static Insurance.CoverageDetermined Covered(string outcome = "covered", int visits = 6) => new()
    {
        ReferralId = "r", Version = 1, Outcome = outcome, RequestedVisits = 6, CoveredVisits = visits, ReasonCode = outcome,
        Reason = "Because the rule says so.", PatientShare = 25, SelfPayPrice = 95,
    };

    public static Scheduling.SeriesHeld Held(int attempt, int visits = 6) => new()
    {
        ReferralId = "r", Version = 1, Attempt = attempt, LocationId = "boston", TherapistId = "t1", Expires = Now.AddMinutes(10),
        Visits = [.. Enumerable.Range(1, visits).Select(n => new Scheduling.HeldVisit { Visit = n, Date = Day(n), Start = Now.AddDays(3 * n), End = Now.AddDays(3 * n).AddHours(1) })],
    };

    static DateOnly Day(int visit) => new DateOnly(2026, 11, 23).AddDays(3 * visit);

    public static Insurance.UnitsReserved Reserved(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt };
    public static Insurance.UnitsRefused Refused(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt, ReasonCode = "benefit-exhausted", Reason = "No visit is left this year." };
    public static Insurance.UnitsReleased UnitsBack(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt };
    public static Scheduling.SeriesBooked Booked(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt };
    public static Scheduling.NoSlotsFound NoSlots(int attempt) => new() { ReferralId = "r", Version = 1, Attempt = attempt, Reason = "no-room-or-time", Explanation = "Nothing is free." };
    public static Scheduling.VisitCompleted Done(int attempt, int visit) => new() { ReferralId = "r", Version = 1, Attempt = attempt, Visit = visit, Date = Day(visit), Minutes = 50, Remaining = 0 };
    public static Scheduling.VisitMissed Missed(int attempt, int visit) => new() { ReferralId = "r", Version = 1, Attempt = attempt, Visit = visit, Remaining = 0 };

    /// <param name="done">Numbers of visits that took place before.</param>
    public static Scheduling.SeriesReleased Released(int attempt, params int[] done) =>
        new() { ReferralId = "r", Version = 1, Attempt = attempt, Reason = "expired", Chain = "bay-state-therapy", Visits = Results(done) };

    public static Scheduling.SeriesCompleted Completed(int attempt, int visits = 6) =>
        new() { ReferralId = "r", Version = 1, Attempt = attempt, Visits = Results([.. Enumerable.Range(1, visits)]) };

    static Scheduling.VisitResult[] Results(int[] done) => [.. done.Select(n => new Scheduling.VisitResult { Visit = n, Date = Day(n), Outcome = "completed" })];

    /// <summary>The repository that these tests were built in.</summary>
    public static string Root => Repository.Root;

    static ScreeningRules ReadSeed() => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "deploy", "local", "Seed", "referral.json")))![0]!["body"]
        .Deserialize<ScreeningRules>(JsonSerializerOptions.Web)!;
}
