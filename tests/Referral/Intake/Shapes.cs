using System.Text;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Referrals;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Requests of any size, each with very many or very large things of one kind.</summary>
public static class Shapes
{
    /// <summary>By what there is much of: makes a request of about so many bytes.</summary>
    public static IReadOnlyDictionary<string, Func<int, byte[]>> All { get; } = new Dictionary<string, Func<int, byte[]>>
    {
        ["blanks"] = size => Bytes(Order() + new string(' ', size)),
        ["entries"] = size => Bytes($$"""{"resourceType":"Bundle","type":"transaction","entry":[{{Many("{\"resource\":{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}},\"request\":{\"method\":\"POST\",\"url\":\"Basic\"}}", size)}}]}"""),
        ["entries of a Bundle in the Bundle"] = size => Bundle($$"""{"resourceType":"Bundle","type":"collection","entry":[{{Many("{\"fullUrl\":\"urn:x\"}", size)}}]}"""),
        ["contained resources"] = size => Bytes(Order(contained: "," + Many("{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}", size))),
        ["large resources that are alike"] = size => Bytes(Order(contained: "," + Many($$"""{"resourceType":"Basic","code":{"text":"x"},"extension":[{{Many("{\"url\":\"u\",\"valueReference\":{\"reference\":\"#p\"}}", size / 90)}}]}""", size))),
        ["nested lists"] = size => Bytes("{\"resourceType\":\"ServiceRequest\",\"contained\":" + new string('[', size)),
        ["nested extensions"] = size => Bytes(Order(order: $"\"extension\":[{Many(Nested(25), size)}]")),
        ["extensions"] = size => Bytes(Order(order: $"\"extension\":[{Many("{\"url\":\"u\"}", size)}]")),
        ["extensions, every other forbidden"] = size => Bytes(Order(patient: $"\"extension\":[{Many("{\"url\":\"u\"},{\"url\":\"ssn\"}", size)}]")),
        ["extensions of primitives"] = size => Bytes(Order(patient: $"\"name\":[{{\"given\":[{Many("\"a\"", size / 15 * 4)}],\"_given\":[{Many("{\"id\":\"a\"}", size / 15 * 11)}]}}]")),
        ["a long string"] = size => Bytes(Order(order: $"\"extension\":[{{\"url\":\"u\",\"valueString\":\"{new string('<', size)}\"}}]")),
        ["a long string of escapes"] = size => Bytes(Order(order: $"\"extension\":[{{\"url\":\"u\",\"valueString\":\"{string.Concat(Enumerable.Repeat("\\u00e9", size / 6))}\"}}]")),
        ["a long name"] = size => Bytes(Order(patient: $"\"name\":[{{\"family\":\"{new string('a', size)}\"}}]")),
        ["a long narrative"] = size => Bytes(Order(patient: $"\"text\":{{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">{new string('a', size)}</div>\"}}")),
        ["a long attachment"] = size => Bundle($$"""{"resourceType":"Binary","contentType":"text/plain","data":"{{new string('A', size / 4 * 4)}}"}"""),
        ["a long fullUrl"] = size => Bytes($$"""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"https://{{string.Concat(Enumerable.Repeat("a/", size / 4))}}Patient/p","request":{"method":"POST","url":"x"},"resource":{{Order(order: $"\"supportingInfo\":[{Many("{\"reference\":\"Patient/p\"}", size / 2)}]")}}}]}"""),
        ["relative references"] = size => Bytes($$"""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"https://ehr.example/{{new string('a', 1900)}}/ServiceRequest/s","request":{"method":"POST","url":"x"},"resource":{{Order(order: $"\"supportingInfo\":[{Many("{\"reference\":\"Patient/p\"}", size)}]")}}}]}"""),
        ["references to one"] = size => Bytes(Order(order: $"\"supportingInfo\":[{Many("{\"reference\":\"#p\"}", size)}]")),
        ["reasons by one reference"] = size => Bytes(Order(contained: ",{\"resourceType\":\"Condition\",\"id\":\"d\",\"subject\":{\"reference\":\"#p\"},\"code\":{\"text\":\"x\"}}", order: $"\"reasonReference\":[{Many("{\"reference\":\"#d\"}", size)}]")),
        ["reasons by number"] = size => Bytes(Order(patient: $"\"identifier\":[{Many("{\"value\":\"n\"}", size / 2)}]", order: $"\"reasonReference\":[{Many("{\"identifier\":{\"value\":\"o\"}}", size / 2)}]")),
        ["reasons in words"] = size => Bytes(Order(order: $"\"reasonCode\":[{Many("{\"text\":\"x\"}", size)}]")),
        ["codings"] = size => Bytes(Order(order: $"\"reasonCode\":[{{\"coding\":[{Many("{\"code\":\"x\"}", size)}]}}]")),
        ["translations of a technique"] = size => Bytes(Order(order: $"\"orderDetail\":[{{\"coding\":[{Many("{\"code\":\"x\"}", size)},{{\"system\":\"https://clinicnetwork.example/fhir/CodeSystem/technique\",\"code\":\"trigger-point-therapy\"}}]}}]")),
        ["techniques in words"] = size => Bytes(Order(order: $"\"orderDetail\":[{Many("{\"text\":\"x\"}", size)}]")),
        ["coverages by one reference"] = size => Bytes(Order(contained: Coverage, order: $"\"insurance\":[{Many("{\"reference\":\"#c\"}", size)}]")),
        ["payers"] = size => Bytes(Order(contained: Coverage.Replace("\"display\":\"Medicaid\"}", "\"display\":\"Medicaid\"}," + Many("{\"display\":\"x\"}", size), StringComparison.Ordinal), order: "\"insurance\":[{\"reference\":\"#c\"}]")),
        ["identifiers"] = size => Bytes(Order(patient: $"\"identifier\":[{Many("{\"system\":\"urn:x\",\"value\":\"n\"}", size)}]")),
        ["identifiers, every other forbidden"] = size => Bytes(Order(patient: $"\"identifier\":[{Many("{\"value\":\"n\"},{\"value\":\"999-11-2222\"}", size)}]")),
        ["names"] = size => Bytes(Order(patient: $"\"name\":[{Many("{\"family\":\"a\"}", size)}]")),
        ["telecoms"] = size => Bytes(Order(patient: $"\"telecom\":[{Many("{\"system\":\"phone\",\"value\":\"1\",\"rank\":1}", size)}]")),
        ["addresses"] = size => Bytes(Order(patient: $"\"address\":[{Many("{\"use\":\"home\",\"period\":{\"end\":\"2025\"}}", size)}]")),
        ["notes"] = size => Bytes(Order(order: $"\"note\":[{Many("{\"text\":\"x\"}", size)}]")),
        ["days of the week"] = size => Bytes(Order(order: $"\"occurrenceTiming\":{{\"repeat\":{{\"dayOfWeek\":[{Many("\"mon\"", size)}]}}}}")),
        ["elements that FHIR does not know"] = size => Bytes(Order(order: $"\"note\":[{Many("{\"x\":1}", size)}]")),
        ["values that FHIR does not take"] = size => Bytes(Order(order: $"\"note\":[{Many("{\"text\":1}", size)}]")),
        ["codes that FHIR does not know"] = size => Bytes(Order(patient: $"\"telecom\":[{Many("{\"system\":\"x\"}", size)}]")),
        ["empty objects"] = size => Bytes(Order(order: $"\"note\":[{Many("{}", size)}]")),
        ["nothing"] = size => Bytes(Order(order: $"\"note\":[{Many("null", size)}]")),
        ["one element again and again"] = size => Bytes(Order(order: Many("\"status\":\"active\"", size))),
    };

    const string Coverage = ",{\"resourceType\":\"Coverage\",\"id\":\"c\",\"status\":\"active\",\"beneficiary\":{\"reference\":\"#p\"},\"payor\":[{\"display\":\"Medicaid\"}]}";

    static string Order(string patient = "\"gender\":\"female\"", string order = "\"priority\":\"routine\"", string contained = "") => $$"""
        {"resourceType":"ServiceRequest","status":"active","intent":"order","identifier":[{"value":"ORD-1"}],"subject":{"reference":"#p"},
         "contained":[{"resourceType":"Patient","id":"p",{{(patient.StartsWith("\"name\"", StringComparison.Ordinal) ? "" : "\"name\":[{\"family\":\"Marker\"}],")}}{{patient}}}{{contained}}],{{order}}}
        """;

    static byte[] Bundle(string resource) => Bytes($$"""
        {"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"x"},"resource":{{Order()}}},{"request":{"method":"POST","url":"x"},"resource":{{resource}}}]}
        """);

    static string Many(string element, int size) => string.Join(',', Enumerable.Repeat(element, Math.Max(1, size / (element.Length + 1))));

    static string Nested(int levels) => levels == 0 ? "{\"url\":\"u\"}" : $"{{\"url\":\"u\",\"extension\":[{Nested(levels - 1)}]}}";

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static readonly Partner Hospital = new() { Name = "General Hospital", Chain = "bay-state-therapy", IdentifierSystems = ["https://general-hospital.example/orders"] };

    /// <summary>All that intake does before it stores: the code of the refusal, or <c>read</c>.</summary>
    public static string Read(byte[] request, ScreeningRules rules)
    {
        var now = new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);
        try
        {
            var (order, kept) = OrderReader.Read(Packet.Of(FhirJson.ParseSent(request)), "general-hospital", Hospital, new(new byte[32]), ClinicTime.At(now, TimeZoneInfo.Utc));
            var decision = ReferralDecider.Decide(Referral.Initial, new Command<Submit>(new(order, kept, rules, 1), Actor.Service("test"), now));
            return decision.Refusal?.Code ?? "read";
        }
        catch (RefusalException e)
        {
            return e.Refusals[0].Code;
        }
    }
}
