using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>What goes on by itself, and what a person looks at first.</summary>
public class ScreeningTests
{
    const string Cm = "http://hl7.org/fhir/sid/icd-10-cm";

    static string Screened(Action<JsonObject> change) => Referral.Initial.Decides(Given.Submit(change)).Facts[^1] switch
    {
        ReferralAccepted accepted => accepted.ConditionGroup,
        ReviewRequired review => "review: " + review.Text,
        ReferralRejected => "rejected",
        var other => other.GetType().Name,
    };

    static JsonObject Concept(params (string? System, string Code)[] codings) => new()
    {
        ["coding"] = new JsonArray([.. codings.Select(c => (JsonNode)(c.System is null ? new JsonObject { ["code"] = c.Code } : new JsonObject { ["system"] = c.System, ["code"] = c.Code }))]),
    };

    static Action<JsonObject> Reasons(params JsonObject[] concepts) => b =>
    {
        b.Resource(2).Remove("reasonReference");
        b.Resource(2)["reasonCode"] = new JsonArray([.. concepts]);
    };

    [Theory]
    [InlineData(Cm, "M54.31"), InlineData(Cm, "m5431"), InlineData("urn:oid:2.16.840.1.113883.6.90", "M54.31"), InlineData("2.16.840.1.113883.6.90", "m54.31")]
    [InlineData("http://snomed.info/sct", "23056005"), InlineData("urn:oid:2.16.840.1.113883.6.96", "23056005"), InlineData("http://snomed.info/sct/731000124108", "23056005")]
    public void A_treated_condition_is_taken_under_every_name_of_its_system(string system, string code) =>
        Assert.Equal("sciatica", Screened(Reasons(Concept((system, code)))));

    [Theory]
    [InlineData(null, "M54.31"), InlineData("http://hl7.org/fhir/sid/icd-10", "M54.3"), InlineData("https://hospital.example/local", "M54.31"), InlineData("urn:oid:2.16.840.1.113883.6.3", "M54.31")]
    public void A_code_of_an_unknown_system_accepts_nothing(string? system, string code) =>
        Assert.StartsWith("review", Screened(Reasons(Concept((system, code)))));

    [Theory]
    [InlineData(Cm, "I82.401"), InlineData(Cm, "I82401"), InlineData(Cm, "i82.401"), InlineData("urn:oid:2.16.840.1.113883.6.90", "I82.401")]
    [InlineData(null, "I82.401"), InlineData("http://hl7.org/fhir/sid/icd-10", "I82.4"), InlineData("http://snomed.info/sct", "128053003"), InlineData("http://snomed.info/sct", "404223003")]
    public void A_red_flag_is_seen_beside_a_treated_condition_and_within_its_concept(string? system, string code)
    {
        Assert.Contains("red flag", Screened(Reasons(Concept((Cm, "M54.31")), Concept((system, code)))), StringComparison.Ordinal);
        Assert.Contains("red flag", Screened(Reasons(Concept((Cm, "M54.31"), (system, code)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_diagnosis_has_to_be_one_that_is_treated()
    {
        Assert.StartsWith("review", Screened(Reasons(Concept((Cm, "M54.31")), Concept((Cm, "E11.9")))));
        Assert.StartsWith("review", Screened(Reasons(Concept((Cm, "M54.31")), new JsonObject { ["text"] = "swollen calf" })));
        Assert.Equal("sciatica", Screened(Reasons(Concept(("https://hospital.example/local", "LBP"), (Cm, "M54.31")))));
        Assert.Equal("whiplash", Screened(Reasons(Concept((Cm, "V89.2XXA")), Concept((Cm, "S13.4XXA")))));
        Assert.StartsWith("review", Screened(Reasons(Concept((Cm, "V89.2XXA")))));
    }

    static Action<JsonObject> Condition(string element, string code, string diagnosis = "M54.31") => b =>
    {
        var system = element is "clinicalStatus" ? "condition-clinical" : "condition-ver-status";
        b.Resource(1)[element] = Concept(($"http://terminology.hl7.org/CodeSystem/{system}", code));
        b.Resource(1)["code"]!["coding"]![0]!["code"] = diagnosis;
    };

    [Theory]
    [InlineData("verificationStatus", "confirmed", "sciatica"), InlineData("verificationStatus", "provisional", "sciatica"), InlineData("verificationStatus", "differential", "review")]
    [InlineData("verificationStatus", "refuted", "review"), InlineData("verificationStatus", "entered-in-error", "review"), InlineData("verificationStatus", "perhaps", "review")]
    [InlineData("clinicalStatus", "active", "sciatica"), InlineData("clinicalStatus", "recurrence", "sciatica"), InlineData("clinicalStatus", "resolved", "review"), InlineData("clinicalStatus", "inactive", "review")]
    public void A_condition_counts_as_its_status_says(string element, string code, string outcome) =>
        Assert.StartsWith(outcome, Screened(Condition(element, code)));

    [Fact]
    public void A_fracture_that_was_ruled_out_does_not_frighten()
    {
        Action<JsonObject> beside = b => b.Resource(2)["reasonCode"] = new JsonArray(Concept((Cm, "M54.31")));

        Assert.Equal("sciatica", Screened(beside + Condition("verificationStatus", "refuted", "S32.010A")));
        Assert.StartsWith("review", Screened(beside + Condition("verificationStatus", "confirmed", "S32.010A")));
    }

    [Fact]
    public void A_red_flag_that_is_sent_along_counts_though_the_order_does_not_name_it() =>
        Assert.Contains("red flag", Screened(b => b["entry"]!.AsArray().Add(new JsonObject
        {
            ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Condition" },
            ["resource"] = new JsonObject { ["resourceType"] = "Condition", ["subject"] = new JsonObject { ["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000001" }, ["code"] = Concept((Cm, "C50.911")) },
        })), StringComparison.Ordinal);

    public static TheoryData<string, Action<JsonObject>> Doubtful() => new()
    {
        { "a proposal", b => b.Resource(2)["intent"] = "proposal" },
        { "a draft", b => b.Resource(2)["status"] = "draft" },
        { "a record that is no longer in use", b => b.Resource(0)["active"] = false },
        { "a record that another has replaced", b => b.Resource(0)["link"] = JsonNode.Parse("""[{"other":{"display":"x"},"type":"replaced-by"}]""") },
        { "a name that is masked", b => b.Resource(0)["name"] = JsonNode.Parse("""[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}]""") },
        { "a maiden name only", b => b.Resource(0)["name"]![0]!["use"] = "maiden" },
        { "no visits", b => b.Resource(2).Remove("quantityQuantity") },
        { "at most so many visits", b => b.Resource(2)["quantityQuantity"]!["comparator"] = "<=" },
        { "no cadence", b => b.Resource(2).Remove("occurrenceTiming") },
        { "fewer weekdays than visits in a week", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["dayOfWeek"] = new JsonArray("tue") },
        { "a time of day", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["timeOfDay"] = new JsonArray("09:00:00") },
        { "mornings", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["when"] = new JsonArray("MORN") },
        { "another count than quantity", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["count"] = 4 },
        { "an end", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["boundsPeriod"] = JsonNode.Parse("""{"end":"2027-01-31"}""") },
        { "an end with a start", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["boundsPeriod"] = JsonNode.Parse("""{"start":"2027-01","end":"2027-01"}""") },
        { "an open number of visits", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["countMax"] = 8 },
        { "how long a visit lasts", b => { b.Resource(2)["occurrenceTiming"]!["repeat"]!["duration"] = 30; b.Resource(2)["occurrenceTiming"]!["repeat"]!["durationUnit"] = "min"; } },
        { "an open number of weeks", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["boundsRange"] = JsonNode.Parse("""{"low":{"value":3},"high":{"value":6}}""") },
        { "single times", b => b.Resource(2)["occurrenceTiming"] = JsonNode.Parse("""{"event":["2027-01-04T09:00:00-05:00"]}""") },
        { "a cadence by its code", b => b.Resource(2)["occurrenceTiming"] = JsonNode.Parse("""{"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation","code":"BID"}]}}""") },
        { "too little time", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["boundsDuration"] = JsonNode.Parse("""{"value":2,"unit":"wk","system":"http://unitsofmeasure.org","code":"wk"}""") },
        { "as needed for something", b => b.Resource(2)["asNeededCodeableConcept"] = new JsonObject { ["text"] = "when it hurts" } },
        { "as needed", b => b.Resource(2)["asNeededBoolean"] = true },
        { "another service", b => b.Resource(2)["code"] = Concept(("http://snomed.info/sct", "80146002")) },
        { "another service in words", b => b.Resource(2)["code"] = new JsonObject { ["text"] = "Removal of the appendix" } },
        { "an observation for a reason", b => { b.Resource(1).Clear(); foreach (var (key, value) in JsonNode.Parse("""{"resourceType":"Observation","status":"final","code":{"text":"pain"}}""")!.AsObject()) b.Resource(1)[key] = value?.DeepClone(); } },
        { "a reason in words only", b => b.Resource(2)["reasonReference"]!.AsArray().Add(new JsonObject { ["display"] = "Low back pain" }) },
    };

    [Fact]
    public void The_days_of_the_week_that_an_order_names_are_asked_for()
    {
        void Change(JsonObject b) => b.Resource(2)["occurrenceTiming"]!["repeat"]!["dayOfWeek"] = new JsonArray("tue", "fri", "tue");

        Assert.Equal(["tue", "fri"], Given.Order(Change).Weekdays);
        Assert.Equal("sciatica", Screened(Change));
    }

    [Theory, MemberData(nameof(Doubtful))]
    public void What_cannot_be_honoured_goes_to_a_person_in_words(string what, Action<JsonObject> change)
    {
        var screened = Screened(change);

        Assert.True(screened.StartsWith("review", StringComparison.Ordinal), $"{what}: {screened}");
        Assert.DoesNotContain("Marker", screened);
    }

    [Theory]
    [InlineData("""{"boundsPeriod":{"start":"2027-02-01"},"frequency":2,"period":1,"periodUnit":"wk"}""", "2027-02-01"), InlineData("""{"boundsPeriod":{"start":"2027-03"},"frequency":2,"period":1,"periodUnit":"wk"}""", "2027-03-01")]
    [InlineData("""{"boundsDuration":{"value":6,"code":"wk","system":"http://unitsofmeasure.org"},"frequency":2,"period":1,"periodUnit":"wk"}""", null), InlineData("""{"count":6,"frequency":1,"frequencyMax":2,"period":1,"periodUnit":"wk"}""", null)]
    [InlineData("""{"countMax":6,"frequency":1,"period":1,"periodMax":2,"periodUnit":"wk"}""", null), InlineData("""{"boundsPeriod":{"start":"2027"},"dayOfWeek":["mon","thu"],"frequency":2,"period":1,"periodUnit":"wk"}""", "2027-01-01")]
    public void What_scheduling_keeps_goes_on_by_itself(string repeat, string? notBefore)
    {
        Action<JsonObject> change = b => b.Resource(2)["occurrenceTiming"]!["repeat"] = JsonNode.Parse(repeat);

        Assert.Equal("sciatica", Screened(change));
        Assert.Equal(notBefore, Given.Order(change).NotBefore?.ToString("yyyy-MM-dd", null));
    }

    public static TheoryData<string, Action<JsonObject>, string, string> Refused() => new()
    {
        { "not to be done", b => b.Resource(2)["doNotPerform"] = true, "do-not-perform", "Bundle.entry[2].resource.doNotPerform" },
        { "a modifier of the order", b => b.Resource(2)["modifierExtension"] = Extension(), "unknown-modifier", "Bundle.entry[2].resource.modifierExtension[0]" },
        { "a modifier deep in another resource", b => b.Resource(0)["contact"] = new JsonArray(new JsonObject { ["modifierExtension"] = Extension() }), "unknown-modifier", "Bundle.entry[0].resource.contact[0].modifierExtension[0]" },
        { "rules that nobody knows", b => b["implicitRules"] = "https://ehr.example/rules", "unknown-modifier", "Bundle.implicitRules" },
        { "rules of one resource", b => b.Resource(1)["implicitRules"] = "https://ehr.example/rules", "unknown-modifier", "Bundle.entry[1].resource.implicitRules" },
        { "a revoked order", b => b.Resource(2)["status"] = "revoked", "not-active", "Bundle.entry[2].resource.status" },
        { "a vertical tab", b => b.Resource(2)["note"]![0]!["text"] = "left\u000bright", "control-character", "Bundle.entry[2].resource.note[0].text" },
        { "21 notes", b => b.Resource(2)["note"] = new JsonArray([.. Enumerable.Range(0, 21).Select(i => (JsonNode)new JsonObject { ["text"] = $"{i}" })]), "too-many-notes", "Bundle.entry[2].resource.note" },
        { "a long note", b => b.Resource(2)["note"]![0]!["text"] = new string('x', 2001), "note-too-long", "Bundle.entry[2].resource.note[0].text" },
        { "51 codings", Reasons(Concept([.. Enumerable.Range(0, 51).Select(i => ((string?)Cm, $"M{i}"))])), "too-many-codings", "Bundle.entry[2].resource.reasonCode" },
        { "51 reasons in words", Reasons([.. Enumerable.Range(0, 51).Select(i => new JsonObject { ["text"] = $"{i}" })]), "too-many-codings", "Bundle.entry[2].resource.reasonCode" },
        { "a long text of a diagnosis", Reasons(new JsonObject { ["text"] = new string('x', 2001) }), "words-too-long", "Bundle.entry[2].resource.reasonCode" },
        { "a long name", b => b.Resource(0)["name"]![0]!["family"] = new string('x', 500), "words-too-long", "Bundle.entry[0].resource.name" },
        { "a long fullUrl", b => b["entry"]![0]!["fullUrl"] = "https://ehr.example/" + new string('x', 2000), "url-too-long", "Bundle.entry[0].fullUrl" },
        { "a long code", Reasons(Concept((Cm, new string('M', 65)))), "code-too-long", "Bundle.entry[2].resource.reasonCode" },
        { "101 contained resources", b => b.Resource(2)["contained"] = new JsonArray([.. Enumerable.Range(0, 101).Select(i => (JsonNode)new JsonObject { ["resourceType"] = "Organization", ["id"] = $"o{i}", ["name"] = "o" })]), "too-many-resources", "" },
        { "one address for two", b => b["entry"]![1]!["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000001", "duplicate-full-url", "Bundle.entry[1].fullUrl" },
        { "a span of time", b => { b.Resource(2).Remove("occurrenceTiming"); b.Resource(2)["occurrencePeriod"] = new JsonObject { ["start"] = "2027-01" }; }, "cadence-missing", "Bundle.entry[2].resource.occurrence" },
        { "a single time", b => { b.Resource(2).Remove("occurrenceTiming"); b.Resource(2)["occurrenceDateTime"] = "2027-01-04"; }, "cadence-missing", "Bundle.entry[2].resource.occurrence" },
    };

    static JsonArray Extension() => [new JsonObject { ["url"] = "https://ehr.example/turned-round", ["valueBoolean"] = true }];

    [Theory, MemberData(nameof(Refused))]
    public void What_must_not_be_read_past_is_refused_with_its_place(string what, Action<JsonObject> change, string code, string expression)
    {
        var refusal = Assert.Throws<RefusalException>(() => Given.Order(change)).Refusals[0];

        Assert.Equal((what, RefusalKind.Unprocessable, code), (what, refusal.Kind, refusal.Code));
        if (expression is not "") Assert.Equal(expression, refusal.Expression);
    }
}
