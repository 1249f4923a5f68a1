using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>References within a request, and what is kept of it.</summary>
public class PacketTests
{
    const string PatientUrl = "urn:uuid:00000000-0000-4000-8000-000000000001";

    static ServiceRequest Kept(JsonObject bundle) =>
        (ServiceRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(Given.ReadAll(Encoding.UTF8.GetBytes(bundle.ToJsonString())).ServiceRequest));

    static JsonObject With(Action<JsonObject> change)
    {
        var bundle = Given.Bundle();
        change(bundle);
        return bundle;
    }

    /// <summary>All entries under addresses of one server, referring to each other as <paramref name="refer"/> makes it of type and id.</summary>
    internal static JsonObject OnServer(Func<string, string> refer) => With(b =>
    {
        foreach (var (i, name) in new[] { (0, "Patient/p1"), (1, "Condition/d1"), (2, "ServiceRequest/s1") })
        {
            b["entry"]![i]!["fullUrl"] = $"https://ehr.example/r4/{name}";
            b.Resource(i)["id"] = name.Split('/')[1];
        }
        b.Resource(0)["meta"] = new JsonObject { ["versionId"] = "3" };
        b.Resource(1)["subject"]!["reference"] = refer("Patient/p1");
        b.Resource(2)["subject"]!["reference"] = refer("Patient/p1");
        b.Resource(2)["reasonReference"]![0]!["reference"] = refer("Condition/d1");
    });

    public static TheoryData<string, Func<string, string>> Ways() => new()
    {
        { "relative", name => name },
        { "absolute", name => $"https://ehr.example/r4/{name}" },
        { "versioned", name => name.StartsWith("Patient", StringComparison.Ordinal) ? $"{name}/_history/3" : name },
        { "absolute and versioned", name => name.StartsWith("Patient", StringComparison.Ordinal) ? $"https://ehr.example/r4/{name}/_history/3" : name },
    };

    [Theory, MemberData(nameof(Ways))]
    public void A_reference_is_resolved_as_R4_says(string way, Func<string, string> refer)
    {
        var kept = Kept(OnServer(refer));

        Assert.Equal((way, "#patient-1", "#condition-1"), (way, kept.Subject.Reference, kept.ReasonReference[0].Reference));
    }

    [Theory, InlineData("Patient/p1/_history/2"), InlineData("https://elsewhere.example/Patient/p1"), InlineData("Patient?identifier=MRN-1"), InlineData("#p1"), InlineData("Patient/p2")]
    public void What_nothing_answers_to_is_refused(string reference) =>
        Assert.Equal("dangling-reference", Assert.Throws<RefusalException>(() => Kept(OnServer(name => name.StartsWith("Patient", StringComparison.Ordinal) ? reference : name))).Refusals[0].Code);

    [Fact]
    public void Two_servers_may_use_the_same_id()
    {
        var bundle = OnServer(name => name);
        var other = bundle["entry"]![0]!.DeepClone();
        other["fullUrl"] = "https://other.example/Patient/p1";
        other["resource"]!["name"]![0]!["family"] = "Stranger";
        bundle["entry"]!.AsArray().Insert(0, other);

        Assert.Equal("Mona Marker", Given.Read(bundle).Patient.Name);
    }

    [Fact]
    public void A_patient_may_be_referred_to_by_number()
    {
        var bundle = With(b => b.Resource(2)["subject"] = JsonNode.Parse("""{"type":"Patient","identifier":{"system":"https://general-hospital.example/mrn","value":"MRN-1"}}"""));

        Assert.Equal("Mona Marker", Given.Read(bundle).Patient.Name);
    }

    [Fact]
    public void Ids_that_look_like_ours_lead_where_they_led()
    {
        var order = With(_ => { }).Resource(2).DeepClone().AsObject();
        var (patient, condition) = (Given.Bundle().Resource(0).DeepClone(), Given.Bundle().Resource(1).DeepClone());
        (patient["id"], condition["id"]) = ("condition-1", "patient-1");
        condition["subject"]!["reference"] = "#condition-1";
        order["contained"] = new JsonArray(patient, condition);
        order["subject"]!["reference"] = "#condition-1";
        order["reasonReference"]![0]!["reference"] = "#patient-1";
        order["note"]![0]!["text"] = "\"reference\":\"#condition-1\"";

        var kept = Kept(order);
        Assert.Equal(("#patient-1", "#condition-1"), (kept.Subject.Reference, kept.ReasonReference[0].Reference));
        Assert.Equal("#patient-1", kept.Contained.OfType<Condition>().Single().Subject.Reference);
        Assert.Equal("\"reference\":\"#condition-1\"", kept.Note.Single().Text);
    }

    [Theory, InlineData("#patient-1"), InlineData("#nobody")]
    public void A_reference_to_nothing_contained_is_refused_before_it_leads_elsewhere(string reference)
    {
        var refusal = Assert.Throws<RefusalException>(() => Kept(With(b => b.Resource(1)["recorder"] = new JsonObject { ["reference"] = reference }))).Refusals[0];

        Assert.Equal(("dangling-reference", "Bundle.entry[1].resource.recorder.reference"), (refusal.Code, refusal.Expression));
    }

    [Fact]
    public void What_extends_a_reference_is_kept_with_it()
    {
        var kept = Kept(With(b => b.Resource(2)["subject"]!["_reference"] = JsonNode.Parse("""{"extension":[{"url":"https://ehr.example/why","valueString":"kept"}]}""")));

        Assert.Equal(("#patient-1", "kept"), (kept.Subject.Reference, (kept.Subject.ReferenceElement!.Extension.Single().Value as FhirString)?.Value));
    }

    [Fact]
    public void What_extends_the_elements_of_a_list_is_kept_with_them() =>
        Assert.Equal("b", Kept(With(b => b.Resource(0)["name"]![0]!["_given"] = JsonNode.Parse("""[{"id":"b"}]"""))).Contained.OfType<Hl7.Fhir.Model.Patient>().Single().Name[0].GivenElement.Single().ElementId);

    [Fact]
    public void What_extends_the_status_is_read_back_with_it()
    {
        var kept = Given.ReadAll(Encoding.UTF8.GetBytes(With(b => b.Resource(2)["_status"] = new JsonObject { ["id"] = "why" }).ToJsonString())).ServiceRequest;

        Assert.Equal("why", ServiceRequests.Resource("id", kept, Referral.Initial).StatusElement!.ElementId);
    }

    [Fact]
    public void A_Bundle_that_comes_along_keeps_its_own_references()
    {
        var kept = Kept(With(b => Add(b, $$"""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"{{PatientUrl}}","resource":{"resourceType":"Patient","active":true} },{"resource":{"resourceType":"Condition","subject":{"reference":"{{PatientUrl}}"},"contained":[{"resourceType":"Practitioner","id":"p","active":true}],"recorder":{"reference":"#p"} } }]}""")));

        var inner = Assert.IsType<Condition>(kept.Contained.OfType<Hl7.Fhir.Model.Bundle>().Single().Entry[1].Resource);
        Assert.Equal((PatientUrl, "#p"), (inner.Subject.Reference, inner.Recorder?.Reference));
    }

    [Fact]
    public void What_the_order_contains_is_kept_in_a_transaction_too()
    {
        var kept = Kept(With(b =>
        {
            b.Resource(2)["contained"] = JsonNode.Parse("""[{"resourceType":"Practitioner","id":"dr","name":[{"family":"Signer"}]},{"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000001"},"payor":[{"display":"Medicaid"}]}]""");
            b.Resource(2)["requester"] = new JsonObject { ["reference"] = "#dr" };
            b.Resource(2)["insurance"] = new JsonArray(new JsonObject { ["reference"] = "#c" });
        }));

        Assert.Equal("Signer", kept.Contained.OfType<Practitioner>().Single().Name[0].Family);
        Assert.Equal(("#practitioner-1", "#coverage-1"), (kept.Requester?.Reference, kept.Insurance[0].Reference));
        Assert.Equal("#patient-1", kept.Contained.OfType<Coverage>().Single().Beneficiary.Reference);
    }

    [Fact]
    public void What_is_read_back_is_what_was_sent()
    {
        var bundle = With(b =>
        {
            b.Resource(0)["maritalStatus"] = new JsonObject { ["text"] = "married" };
            b.Resource(0)["contact"] = JsonNode.Parse("""[{"name":{"text":"Next of kin"}}]""");
            b.Resource(0)["extension"] = JsonNode.Parse("""[{"url":"http://hl7.org/fhir/StructureDefinition/patient-religion","valueCodeableConcept":{"text":"none"}}]""");
            b.Resource(0)["identifier"] = new JsonArray(b.Resource(0)["identifier"]![0]!.DeepClone());
        });
        var kept = Kept(bundle);
        var patient = JsonNode.Parse(FhirJson.Write(kept.Contained.OfType<Hl7.Fhir.Model.Patient>().Single()))!.AsObject();
        patient.Remove("id");

        Assert.True(JsonNode.DeepEquals(bundle.Resource(0), patient), patient.ToJsonString());
    }

    public static TheoryData<string, Action<JsonObject>> HidingPlaces() => new()
    {
        { "a nested Bundle", b => Add(b, """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"123-45-6789"}],"contained":[{"resourceType":"Patient","id":"x","identifier":[{"type":{"coding":[{"code":"SS"}]},"value":"123-45-6789"}]}]}}]}""") },
        { "Parameters", b => Add(b, """{"resourceType":"Parameters","parameter":[{"name":"number","valueIdentifier":{"system":"urn:oid:2.16.840.1.113883.4.1","value":"123-45-6789"}}]}""") },
        { "an extension", b => b.Resource(0)["extension"] = JsonNode.Parse("""[{"url":"https://ehr.example/number","valueIdentifier":{"system":"http://hl7.org/fhir/sid/us-ssn","value":"123-45-6789"}},{"url":"https://ehr.example/ssn","valueString":"123-45-6789"}]""") },
        { "a reference", b => b.Resource(2)["requester"] = JsonNode.Parse("""{"display":"Dr. X","identifier":{"system":"http://hl7.org/fhir/sid/us-ssn","value":"123-45-6789"}}""") },
        { "an address of a reference", b => b.Resource(2)["requester"] = new JsonObject { ["reference"] = "123-45-6789", ["display"] = "Dr. X" } },
        { "a subscriber id", b => { Covered(b, """{"resourceType":"Coverage","status":"active","subscriberId":"123-45-6789"}"""); } },
        { "a subscriber id that another element names", b => Covered(b, """{"resourceType":"Coverage","status":"active","subscriberId":"123456789","identifier":[{"system":"urn:oid:2.16.840.1.113883.4.1","value":"123456789"}]}""") },
        { "a narrative", b => b.Resource(0)["text"] = JsonNode.Parse("""{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">123-45-6789</div>"}""") },
        { "a number under a system that is none", b => b.Resource(0)["identifier"]!.AsArray().Add(new JsonObject { ["system"] = "number", ["value"] = "123-45-6789" }) },
        { "a number without a system", b => b.Resource(0)["identifier"]!.AsArray().Add(new JsonObject { ["value"] = "123-45-6789" }) },
    };

    static void Add(JsonObject bundle, string resource) =>
        bundle["entry"]!.AsArray().Add(new JsonObject { ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "x" }, ["resource"] = JsonNode.Parse(resource) });

    static void Covered(JsonObject bundle, string coverage)
    {
        Add(bundle, coverage);
        var entry = bundle["entry"]!.AsArray()[^1]!;
        entry["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000004";
        entry["resource"]!["beneficiary"] = new JsonObject { ["reference"] = PatientUrl };
        entry["resource"]!["payor"] = new JsonArray(new JsonObject { ["display"] = "Medicaid" });
        bundle.Resource(2)["insurance"] = new JsonArray(new JsonObject { ["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000004" });
    }

    [Theory, MemberData(nameof(HidingPlaces))]
    public void A_forbidden_number_is_found_wherever_it_hides(string where, Action<JsonObject> hide)
    {
        var (order, kept) = Given.ReadAll(Encoding.UTF8.GetBytes(With(hide).ToJsonString()));
        var all = kept + System.Text.Json.JsonSerializer.Serialize(order);

        Assert.False(all.Contains("123-45-6789", StringComparison.Ordinal) || all.Contains("123456789", StringComparison.Ordinal), where);
        Assert.Contains("MRN-1", kept);
    }

    internal static JsonObject WithTwoCoverages(bool turned, string visits)
    {
        var bundle = With(b =>
        {
            foreach (var (n, payer) in turned ? new[] { (5, "Medicaid"), (4, "Medicare") } : [(4, "Medicare"), (5, "Medicaid")])
                b["entry"]!.AsArray().Add(JsonNode.Parse($$"""{"fullUrl":"urn:uuid:00000000-0000-4000-8000-00000000000{{n}}","request":{"method":"POST","url":"Coverage"},"resource":{"resourceType":"Coverage","status":"active","beneficiary":{"reference":"{{PatientUrl}}"},"payor":[{"display":"{{payer}}"}]} }"""));
            b.Resource(2)["insurance"] = JsonNode.Parse("""[{"reference":"urn:uuid:00000000-0000-4000-8000-000000000004"},{"reference":"urn:uuid:00000000-0000-4000-8000-000000000005"}]""");
            b.Resource(2)["quantityQuantity"]!["value"] = JsonNode.Parse(visits);
        });
        if (turned) bundle["entry"] = new JsonArray([.. bundle["entry"]!.AsArray().Reverse().Select(e => new JsonObject(e!.AsObject().Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))))]);
        return bundle;
    }

    [Fact]
    public void The_same_in_another_sequence_is_the_same()
    {
        var sent = Given.Read(WithTwoCoverages(turned: false, "6")).Fingerprint;

        Assert.Equal(sent, Given.Read(WithTwoCoverages(turned: true, "6.0")).Fingerprint);
        Assert.NotEqual(sent, Given.Read(WithTwoCoverages(turned: true, "7")).Fingerprint);
    }

    /// <summary>What was received by an earlier version has to be the same again for this one.</summary>
    [Fact]
    public void What_an_order_says_has_the_same_hash_in_every_version() => Assert.Equal("295f6d74ab496810", Given.Order(b => b.Resource(2)["note"]![0]!["text"] = "1 < 2, \u00e9\ud83d\ude00 \"\\").Fingerprint[..16]);

    [Fact]
    public void An_order_number_without_a_system_is_its_senders_own() =>
        Assert.Equal(new("", "ORD-1"), Given.Order(b => b.Resource(2)["identifier"]![0]!.AsObject().Remove("system")).Placer);
}
