using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Of several names, addresses, numbers and coverages the one that is meant, never the first of the list.</summary>
public class ChoiceTests
{
    static Patient Patient(string json) => Given.Order(b =>
    {
        foreach (var (key, value) in JsonNode.Parse(json)!.AsObject()) b.Resource(0)[key] = value?.DeepClone();
    }).Patient;

    [Theory]
    [InlineData("""[{"use":"old","family":"Former"},{"use":"official","family":"Present"}]""", "Present"), InlineData("""[{"use":"maiden","family":"Born"},{"family":"Present"}]""", "Present")]
    [InlineData("""[{"use":"nickname","given":["Patty"]},{"use":"usual","given":["Pat"],"family":"Present"}]""", "Pat Present"), InlineData("""[{"use":"usual","family":"Usual"},{"use":"official","family":"Official"}]""", "Official")]
    [InlineData("""[{"use":"official","family":"Ended","period":{"end":"2024"}},{"use":"usual","family":"Present"}]""", "Present"), InlineData("""[{"use":"official","family":"Later","period":{"start":"2027-01"}},{"use":"usual","family":"Present"}]""", "Present")]
    [InlineData("""[{"text":"Only Text"}]""", "Only Text"), InlineData("""[{"use":"official","family":"Still","period":{"end":"2026-11-23"}}]""", "Still")]
    public void A_name_is_chosen_by_use_and_day(string names, string chosen) => Assert.Equal(chosen, Patient($$"""{"name":{{names}}}""").Name);

    static string Place(double latitude) => $$"""[{"url":"http://hl7.org/fhir/StructureDefinition/geolocation","extension":[{"url":"latitude","valueDecimal":{{latitude}}},{"url":"longitude","valueDecimal":-71}]}]""";

    [Fact]
    public void An_address_is_where_the_patient_lives_today()
    {
        Assert.Equal(42.2, Patient($$"""{"address":[{"use":"old","extension":{{Place(42.1)}}},{"use":"home","extension":{{Place(42.2)}}}]}""").Latitude);
        Assert.Equal(42.2, Patient($$"""{"address":[{"use":"home","period":{"end":"2025"},"extension":{{Place(42.1)}}},{"extension":{{Place(42.2)}}}]}""").Latitude);
        Assert.Null(Patient($$"""{"address":[{"use":"work","extension":{{Place(42.1)}}},{"use":"billing","extension":{{Place(42.1)}}},{"use":"home","type":"postal","extension":{{Place(42.1)}}}]}""").Latitude);
    }

    const string Masked = "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"masked\"}]";

    [Theory]
    [InlineData("""[{"system":"phone","value":"1","rank":2},{"system":"phone","value":"2","use":"work","rank":1}]""", "phone 2 work")]
    [InlineData("""[{"system":"phone","value":"1","use":"work"},{"system":"phone","value":"2","use":"home"},{"system":"phone","value":"3","use":"mobile"}]""", "phone 3 mobile")]
    [InlineData("""[{"system":"phone","value":"1","use":"old","rank":1},{"system":"phone","value":"2"}]""", "phone 2")]
    [InlineData("""[{"system":"phone","value":"1","period":{"end":"2025"}},{"system":"phone","value":"2","period":{"start":"2027"}},{"system":"phone","value":"3","period":{"end":"2026-11"}}]""", "phone 3")]
    [InlineData("""[{"system":"phone","value":"1","use":"old"}]""")]
    [InlineData("""[{"system":"fax","value":"1"},{"system":"url","value":"2"},{"value":"3"},{"system":"phone"},{"system":"sms","value":" 4 "}]""", "sms 4")]
    [InlineData("""[{"system":"phone","value":"1","rank":2},{"system":"email","value":"a@example.org","rank":1}]""", "email a@example.org", "phone 1")]
    [InlineData($$"""[{"system":"phone","value":"1",{{Masked}}},{"system":"phone","value":"2","_value":{ {{Masked}} } }]""")]
    public void A_patient_is_reached_as_the_hospital_ranks_and_never_under_an_old_or_masked_number(string telecom, params string[] reached) =>
        Assert.Equal(reached, Patient($$"""{"telecom":{{telecom}}}""").Telecom.Select(t => $"{t.System} {t.Value} {t.Use}".Trim()));

    static string Key(string sender, string? system, string value = "1", params string[] registered) => OrderReader.Read(
        Packet.Of(Fhir.FhirJson.Parse(System.Text.Encoding.UTF8.GetBytes(Numbered(system, value).ToJsonString()))), sender,
        Given.Hospital with { IdentifierSystems = [.. Given.Hospital.IdentifierSystems, .. registered] }, new(new byte[32]), ClinicTime.At(Given.Now, TimeZoneInfo.Utc)).Order.Patient.Key;

    static JsonObject Numbered(string? system, string value)
    {
        var bundle = Given.Bundle();
        bundle.Resource(0)["identifier"] = new JsonArray(system is null ? new JsonObject { ["value"] = value } : new JsonObject { ["system"] = system, ["value"] = value });
        return bundle;
    }

    [Fact]
    public void A_record_number_means_the_same_person_only_in_a_system_registered_to_its_sender()
    {
        const string System = "https://exchange.example/mrn";
        Assert.Equal(Key("a", System, "1", System), Key("b", System, "1", System));
        Assert.NotEqual(Key("a", System, "1", System), Key("b", System));
        Assert.NotEqual(Key("a", System), Key("b", System));
        Assert.NotEqual(Key("a", null), Key("b", null));
        Assert.Equal(Key("a", System), Key("a", System));
        Assert.NotEqual(Key("a", System), Key("a", System, "2"));
    }

    static Order Insured(string coverages, params string[] others) => Given.Order(b =>
    {
        var contained = JsonNode.Parse(coverages)!.AsArray();
        b.Resource(2)["insurance"] = new JsonArray([.. contained.Select(c => (JsonNode)new JsonObject { ["reference"] = $"#{c!["id"]}" })]);
        foreach (var coverage in contained)
        {
            coverage!["resourceType"] = "Coverage";
            coverage["status"] ??= "active";
            coverage["beneficiary"] ??= new JsonObject { ["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000001" };
        }
        b.Resource(2)["contained"] = new JsonArray([.. contained.Select(c => c!.DeepClone()), .. others.Select(o => JsonNode.Parse(o))]);
    });

    [Theory]
    [InlineData("""[{"id":"a","order":2,"payor":[{"display":"Second"}]},{"id":"b","order":1,"payor":[{"display":"First"}]}]"""), InlineData("""[{"id":"a","status":"cancelled","payor":[{"display":"Second"}]},{"id":"b","payor":[{"display":"First"}]}]""")]
    [InlineData("""[{"id":"a","order":1,"period":{"end":"2025"},"payor":[{"display":"Second"}]},{"id":"b","order":2,"payor":[{"display":"First"}]}]"""), InlineData("""[{"id":"a","period":{"start":"2027"},"payor":[{"display":"Second"}]},{"id":"b","payor":[{"display":"First"}]}]""")]
    [InlineData("""[{"id":"a","payor":[{"display":"First"}]},{"id":"b","payor":[{"display":"Second"}]}]""")]
    public void The_coverage_that_pays_first_is_asked_and_the_other_is_kept(string coverages)
    {
        var order = Insured(coverages);

        Assert.Equal(("First", "Second"), (order.Coverage!.Payer, Assert.Single(order.OtherCoverages).Payer));
    }

    [Fact]
    public void What_is_named_twice_is_one()
    {
        var order = Given.Order(b =>
        {
            var reasons = b.Resource(2)["reasonReference"]!.AsArray();
            reasons.Add(reasons[0]!.DeepClone());
            b.Resource(2)["contained"] = JsonNode.Parse("""[{"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000001"},"payor":[{"display":"Medicaid"}]}]""");
            b.Resource(2)["insurance"] = JsonNode.Parse("""[{"reference":"#c"},{"reference":"#c"}]""");
        });

        Assert.Single(order.Concepts);
        Assert.Equal(("Medicaid", 0), (order.Coverage!.Payer, order.OtherCoverages.Count));
    }

    [Fact]
    public void A_payers_name_has_an_end() =>
        Assert.Equal("words-too-long", Assert.Throws<RefusalException>(() => Insured($$"""[{"id":"a","payor":[{"display":"{{new string('x', 501)}}"}]}]""")).Refusals[0].Code);

    [Fact]
    public void Anothers_coverage_is_nobodys_and_a_person_looks()
    {
        var order = Insured("""[{"id":"a","beneficiary":{"reference":"#other"},"payor":[{"display":"First"}]}]""", """{"resourceType":"Patient","id":"other"}""");

        Assert.Null(order.Coverage);
        Assert.Contains("another person's", Assert.Single(order.Doubts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"reference":"#org"}""", "Harborview Health Plan"), InlineData("""{"type":"Organization","identifier":{"system":"https://payers.example","value":"7"}}""", "Harborview Health Plan")]
    [InlineData("""{"display":"Medicaid"}""", "Medicaid"), InlineData("""{"identifier":{"system":"https://payers.example","value":"8"}}""", "payer 8")]
    public void A_payer_is_known_by_reference_number_or_display(string payor, string payer) => Assert.Equal(payer, Insured($$"""[{"id":"a","payor":[{{payor}}]}]""",
        """{"resourceType":"Organization","id":"org","name":"Harborview Health Plan","identifier":[{"system":"https://payers.example","value":"7"}]}""").Coverage!.Payer);

    [Fact]
    public void Numbers_are_taken_by_their_type()
    {
        var coverage = Insured("""
            [{"id":"a","payor":[{"display":"Medicaid"}],"identifier":[{"value":"X"},{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MB"}]},"value":"M1"},
              {"type":{"text":"Claim number"},"value":"C1"}],"type":{"coding":[{"system":"https://payer.example","code":"GOLD"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HIP"}]}}]
            """).Coverage!;

        Assert.Equal(("M1", "C1", "HIP"), (coverage.SubscriberId, coverage.ClaimNumber, coverage.Type));
    }

    [Theory]
    [InlineData("2026", "2026", "2026-01-01", "2026-12-31"), InlineData("2026-02", "2026-02", "2026-02-01", "2026-02-28"), InlineData("2026-11-05", "2026-11-05", "2026-11-05", "2026-11-05")]
    [InlineData("2026-11-05T23:30:00-05:00", "2026-11-30T04:00:00Z", "2026-11-05", "2026-11-29"), InlineData("2026-11-05T04:00:00Z", "2026-12-01T00:00:00-05:00", "2026-11-04", "2026-11-30")]
    public void A_date_is_all_of_what_it_says_in_the_clinics_zone(string start, string end, string first, string last)
    {
        var coverage = Insured($$"""[{"id":"a","payor":[{"display":"Medicaid"}],"period":{"start":"{{start}}","end":"{{end}}"} }]""").Coverage!;

        Assert.Equal((DateOnly.Parse(first, null), DateOnly.Parse(last, null)), (coverage.PeriodStart, coverage.PeriodEnd));
    }

    [Theory]
    [InlineData("""[{"system":"http://snomed.info/sct","code":"387854002"},{"system":"https://clinicnetwork.example/fhir/CodeSystem/technique","code":"trigger-point-therapy"}]""")]
    [InlineData("""[{"system":"https://clinicnetwork.example/fhir/CodeSystem/technique","code":"trigger-point-therapy"},{"code":"TP"}]""")]
    public void A_technique_may_bring_its_translations(string codings) =>
        Assert.Equal(["trigger-point-therapy"], Given.Order(b => b.Resource(2)["orderDetail"]![0]!["coding"] = JsonNode.Parse(codings)).Techniques);
}
