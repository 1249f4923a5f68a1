using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace ClinicNetwork.Tests.Referrals;

public class IntakeTests(ITestOutputHelper output)
{
    [Fact]
    public void An_order_is_read_with_all_that_the_network_needs()
    {
        var order = Given.Order();

        Assert.Equal(("ORD-1", "general-hospital", "bay-state-therapy", 6), (order.Placer.Value, order.Partner, order.Chain, order.Visits));
        Assert.Equal(new Cadence(2, 1, "wk"), order.Cadence);
        Assert.Equal(["myofascial-release"], order.Techniques);
        Assert.Equal(["Avoid pressure over the left scapula."], order.Requests);
        Assert.Equal(("Mona Marker", new DateOnly(1970, 5, 4)), (order.Patient.Name, order.Patient.BirthDate!.Value));
    }

    [Fact]
    public void Social_security_licence_and_passport_numbers_are_dropped_at_the_door()
    {
        var kept = Given.ReadAll().ServiceRequest;

        Assert.Contains("MRN-1", kept);
        Assert.DoesNotContain("999-11-2222", kept);
        Assert.DoesNotContain("S99911122", kept);
        Assert.DoesNotContain("X123456", kept);
    }

    [Fact]
    public void The_same_order_under_other_entry_ids_is_the_same_content()
    {
        var renamed = Encoding.UTF8.GetBytes(Given.Bundle().ToJsonString().Replace("00000000-0000-4000-8000", "11111111-0000-4000-8000", StringComparison.Ordinal));

        Assert.Equal(Given.Order().Fingerprint, Given.Read(renamed).Fingerprint);
        Assert.NotEqual(Given.Order().Fingerprint, Given.Order(b => b.Resource(2)["quantityQuantity"]!["value"] = 7).Fingerprint);
    }

    [Fact]
    public void Contained_resources_say_the_same_as_a_transaction()
    {
        var bundle = Given.Bundle();
        var (order, patient, condition) = (bundle.Resource(2).DeepClone().AsObject(), bundle.Resource(0).DeepClone(), bundle.Resource(1).DeepClone());
        patient["id"] = "p";
        condition["id"] = "c";
        condition["subject"]!["reference"] = "#p";
        order["contained"] = new JsonArray(patient, condition);
        order["subject"]!["reference"] = "#p";
        order["reasonReference"]![0]!["reference"] = "#c";

        Assert.Equal(Given.Order().Fingerprint, Given.Read(Encoding.UTF8.GetBytes(order.ToJsonString())).Fingerprint);
    }

    public static TheoryData<string, Action<JsonObject>, RefusalKind, string, string> Refusals() => new()
    {
        { "an unknown technique", b => b.Resource(2)["orderDetail"]![0]!["coding"]![0]!["code"] = "hot-stones", RefusalKind.Unprocessable, "unknown-technique", "Bundle.entry[2].resource.orderDetail[0].coding[0]" },
        { "an unknown status code", b => b.Resource(2)["status"] = "sleeping", RefusalKind.Unprocessable, "unknown-code", "Bundle.entry[2].resource.status" },
        { "no patient", b => b.Resource(2).Remove("subject"), RefusalKind.Invalid, "bad-structure", "Bundle.entry[2].resource.subject" },
        { "a dangling reference", b => b.Resource(2)["subject"]!["reference"] = "urn:uuid:nobody", RefusalKind.Unprocessable, "dangling-reference", "Bundle.entry[2].resource.subject.reference" },
        { "a condition for a patient", b => b.Resource(2)["subject"]!["reference"] = "urn:uuid:00000000-0000-4000-8000-000000000002", RefusalKind.Unprocessable, "wrong-reference", "Bundle.entry[2].resource.subject.reference" },
        { "half a visit", b => b.Resource(2)["quantityQuantity"]!["value"] = 1.5, RefusalKind.Unprocessable, "visits-missing", "Bundle.entry[2].resource.quantity" },
        { "too many visits", b => b.Resource(2)["quantityQuantity"]!["value"] = 61, RefusalKind.Unprocessable, "visits-missing", "Bundle.entry[2].resource.quantity" },
        { "no placer", b => b.Resource(2).Remove("identifier"), RefusalKind.Unprocessable, "placer-missing", "Bundle.entry[2].resource.identifier" },
        { "another partner's numbers", b => b.Resource(2)["identifier"]![0]!["system"] = "https://elsewhere.example/orders", RefusalKind.Forbidden, "foreign-system", "Bundle.entry[2].resource.identifier[0].system" },
        { "a yearly cadence", b => b.Resource(2)["occurrenceTiming"]!["repeat"]!["periodUnit"] = "a", RefusalKind.Unprocessable, "cadence-out-of-range", "Bundle.entry[2].resource.occurrence.repeat" },
        { "a batch", b => b["type"] = "batch", RefusalKind.Unprocessable, "not-a-transaction", "Bundle.type" },
        { "two orders", b => b["entry"]!.AsArray().Add(b["entry"]![2]!.DeepClone()), RefusalKind.Unprocessable, "one-order", "Bundle.entry" },
        { "a delete", b => b["entry"]![2]!["request"]!["method"] = "DELETE", RefusalKind.Unprocessable, "unsupported-method", "Bundle.entry[2].request.method" },
        { "a number for a name", b => b.Resource(0)["name"] = 5, RefusalKind.Invalid, "bad-structure", "" },
        { "an element that FHIR does not know", b => b.Resource(2)["colour"] = "blue", RefusalKind.Invalid, "bad-structure", "" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void Bad_input_is_refused_with_its_place(string what, Action<JsonObject> change, RefusalKind kind, string code, string expression)
    {
        var refusal = Assert.Throws<RefusalException>(() => Given.Order(change)).Refusals[0];

        output.WriteLine($"{what}: {refusal.Expression} {refusal.Text}");
        Assert.Equal((kind, code), (refusal.Kind, refusal.Code));
        if (expression is not "") Assert.Equal(expression, refusal.Expression);
        Assert.DoesNotContain("Marker", refusal.Text);
    }

    [Theory, InlineData("{"), InlineData(""), InlineData("[]"), InlineData("null"), InlineData("\"x\""), InlineData("{\"resourceType\":\"Nonsense\"}"), InlineData("{}")]
    [InlineData("{\"resourceType\":\"Patient\",\"name\":[{\"family\":79228162514264337593543950336}]}")]
    [InlineData("{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\",\"_family\":[{\"id\":\"a\"},{\"id\":\"b\"}]}]}")]
    [InlineData("{\"resourceType\":\"Patient\",\"_birthDate\":[{\"id\":\"a\"}]}")]
    public void What_is_not_FHIR_is_refused(string body) =>
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<RefusalException>(() => Given.Read(Encoding.UTF8.GetBytes(body))).Refusals[0].Kind);

    [Fact]
    public void What_an_order_alone_lacks_is_named_by_its_type() =>
        Assert.Equal(["ServiceRequest.intent", "ServiceRequest.status", "ServiceRequest.subject"],
            Assert.Throws<RefusalException>(() => Given.Read("""{"resourceType":"ServiceRequest","note":[{"text":"x"}]}"""u8.ToArray())).Refusals.Select(r => r.Expression).Order());

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<RefusalException>(() => Given.Read(Encoding.UTF8.GetBytes(
            """{"resourceType":"Bundle","extension":""" + string.Concat(Enumerable.Repeat("""[{"url":"u","extension":""", 200)))));

    [SkippableByData]
    public void Every_referral_written_elsewhere_is_read_and_screened_as_expected()
    {
        var wrong = new List<string>();
        var counts = new Dictionary<string, int>();
        foreach (var (name, bundle, outcome) in SharedData.Referrals())
        {
            var (order, serviceRequest) = Given.ReadAll(bundle);
            var screened = Referral.Initial.Decides(new Submit(order, serviceRequest, Given.Rules, 7)).Facts[^1] switch
            {
                ReferralRejected => "rejected",
                ReviewRequired => "review",
                _ => "accepted",
            };
            counts[screened] = counts.GetValueOrDefault(screened) + 1;
            if (screened != (outcome is "booked" or "estimate" ? "accepted" : outcome)) wrong.Add($"{name}: {screened}, expected {outcome}");
            if (System.Text.RegularExpressions.Regex.IsMatch(serviceRequest, @"999-\d\d-\d{4}")) wrong.Add($"{name}: a social security number came in");
        }
        output.WriteLine(string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}")));
        Assert.Empty(wrong);
        Assert.Equal(87, counts.Values.Sum());
    }
}

/// <summary>Skipped, with the reason, where the shared data does not lie beside the repository.</summary>
public sealed class SkippableByDataAttribute : FactAttribute
{
    public SkippableByDataAttribute()
    {
        if (SharedData.Folder is null) Skip = "shared/data does not lie beside the repository";
    }
}
