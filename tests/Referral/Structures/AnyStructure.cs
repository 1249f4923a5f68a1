using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;
using Xunit.Abstractions;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>Orders whose structure a seeded hand has changed: each is read or refused in words, and what is read is kept as one FHIR resource.</summary>
public class AnyStructure(ITestOutputHelper output)
{
    const int Orders = 3000;

    static readonly string[] Texts = ["", " ", "x", "#", "#x", "2026", "2026-11", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "urn:uuid:00000000-0000-4000-8000-000000000001",
        "Patient/1", "Patient/1/_history/", "/_history/", "http://a/b/c/d/e", "\u000b", "\ud83d\ude00", "a|b", "M54.31", "I82.401", "*", "-1", "active", "revoked", "999-11-2222", "https://general-hospital.example/orders"];

    static readonly string[] Parts = ["""{"resourceType":"Patient"}""", """{"resourceType":"Bundle","type":"collection"}""", """{"extension":[{"url":"u"}]}""", "{}", "[]", "null", "true", "0", "-1", "1e400", "79228162514264337593543950335", "2.50", """{"reference":"#"}""",
        """{"identifier":{"value":"1"}}""", """{"display":"x"}""", """{"coding":[{}]}""", """{"text":"x"}""", """{"start":"2026","end":"2025"}""", """[{"value":"1"}]""", """{"value":1e28,"code":"wk"}"""];

    static readonly string[] Names = ["id", "meta", "contained", "identifier", "status", "intent", "code", "subject", "occurrencePeriod", "occurrenceTiming", "boundsDuration", "boundsPeriod", "count", "insurance", "reasonCode", "reasonReference", "quantityRange", "quantityQuantity", "note",
        "name", "address", "period", "payor", "beneficiary", "order", "link", "active", "extension", "fullUrl", "type", "value", "deceasedDateTime", "birthDate", "verificationStatus", "comparator", "_value", "_birthDate", "asNeededBoolean", "implicitRules", "dayOfWeek"];

    static void Change(JsonNode root, Random random)
    {
        var all = new List<JsonNode>();
        Collect(root);
        var at = all[random.Next(all.Count)];
        JsonNode? Some() => random.Next(4) switch
        {
            0 => JsonValue.Create(Texts[random.Next(Texts.Length)]),
            1 => all[random.Next(all.Count)].ToJsonString() is { Length: < 5000 } copy ? JsonNode.Parse(copy) : null,
            _ => JsonNode.Parse(Parts[random.Next(Parts.Length)]),
        };
        switch (at)
        {
            case JsonObject { Count: > 0 } o when random.Next(3) > 0:
                var key = o.ElementAt(random.Next(o.Count)).Key;
                if (random.Next(3) > 0) o.Remove(key);
                else o[key] = o[key] is JsonValue ? JsonValue.Create(Texts[random.Next(Texts.Length)]) : Some();
                break;
            case JsonObject o: o[Names[random.Next(Names.Length)]] = Some(); break;
            case JsonArray { Count: > 0 } a when random.Next(2) > 0: a.RemoveAt(random.Next(a.Count)); break;
            case JsonArray { Count: > 0 } a when random.Next(3) > 0: a.Insert(random.Next(a.Count + 1), a[random.Next(a.Count)]?.DeepClone()); break;
            case JsonArray a: a.Insert(random.Next(a.Count + 1), Some()); break;
        }

        void Collect(JsonNode? node)
        {
            if (node is not (JsonObject or JsonArray)) return;
            all.Add(node);
            foreach (var child in node is JsonObject o ? o.Select(p => p.Value) : node.AsArray()) Collect(child);
        }
    }

    [Fact]
    public void Is_read_or_refused_and_never_fails()
    {
        var (read, refused, codes) = (0, 0, new SortedSet<string>(StringComparer.Ordinal));
        for (var seed = 0; seed < Orders; seed++)
        {
            var random = new Random(seed);
            var bundle = PacketTests.WithTwoCoverages(turned: random.Next(2) == 0, "6");
            for (var n = random.Next(1, 3); n > 0; n--) Change(bundle, random);
            var sent = bundle.ToJsonString();
            try
            {
                var (order, kept) = Given.ReadAll(Encoding.UTF8.GetBytes(sent));
                Referral.Initial.Decides(new Submit(order, kept, Given.Rules, 7));
                var back = (ServiceRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(kept));
                Assert.True(FhirJson.Write(back) == kept, $"seed {seed}: {sent}");
                Assert.DoesNotContain("999-11-2222", kept, StringComparison.Ordinal);
                read++;
            }
            catch (RefusalException e)
            {
                refused++;
                codes.Add(e.Refusals[0].Code);
                Assert.All(e.Refusals, r => Assert.DoesNotContain("Marker", r.Text, StringComparison.Ordinal));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e}\n{sent}");
            }
        }
        output.WriteLine($"{read} read, {refused} refused: {string.Join(", ", codes)}");
        Assert.InRange(read, Orders / 20, Orders);
    }
}
