using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Structures;

/// <summary>Orders whose structure a seeded hand has changed; the same for the same seed.</summary>
static class Mutator
{
    const int MostChanges = 4, LongestCopy = 5000;

    static readonly string[] Texts = ["", " ", "x", "#", "#x", "#p", "#patient-1", "2026", "2026-11", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59.9999999-14:00", "0001-01-01T00:00:00+14:00", "2026-11-05T04:00:00Z",
        "urn:uuid:00000000-0000-4000-8000-000000000001", "URN:UUID:00000000-0000-4000-8000-000000000002", "Patient/1", "Patient/p1", "Patient/1/_history/", "/_history/", "http://a/b/c/d/e", "\u000b", "\ud83d\ude00", "e\u0301\u200f\u202e\u5b57", "\ufffe",
        "a|b", "M54.31", "I82.401", "*", "-1", "active", "revoked", "999-11-2222", "https://general-hospital.example/orders", "</div><script>", "\"reference\":\"#patient-1\""];

    static readonly string[] Parts = ["""{"resourceType":"Patient"}""", """{"resourceType":"Bundle","type":"collection"}""", """{"extension":[{"url":"u"}]}""", "{}", "[]", "null", "true", "0", "-0", "-1", "1e400", "1E2", "79228162514264337593543950335", "792281625142643375935439503350000",
        "0.0000000000000000000000000000000001", "2.50", """{"reference":"#"}""", """{"identifier":{"value":"1"}}""", """{"display":"x"}""", """{"coding":[{}]}""", """{"text":"x"}""", """{"start":"2026","end":"2025"}""", """[{"value":"1"}]""", """{"value":1e28,"code":"wk"}"""];

    static readonly string[] Names = ["id", "meta", "contained", "identifier", "status", "intent", "code", "subject", "occurrencePeriod", "occurrenceTiming", "boundsDuration", "boundsPeriod", "count", "insurance", "reasonCode", "reasonReference", "quantityRange", "quantityQuantity", "note",
        "name", "address", "telecom", "period", "payor", "beneficiary", "order", "link", "active", "extension", "fullUrl", "type", "value", "deceasedDateTime", "birthDate", "verificationStatus", "comparator", "_value", "_birthDate", "asNeededBoolean", "implicitRules", "dayOfWeek", "supportingInfo"];

    static readonly string[] Types = ["Observation", "Organization", "Practitioner", "PractitionerRole", "Device", "Location", "Basic", "Binary", "List", "Parameters", "Bundle", "DocumentReference", "RelatedPerson", "Coverage", "Condition", "Patient", "ServiceRequest", "Consent", "OperationOutcome"];

    /// <summary>The order of this seed, under a number of its own as long as it still has one.</summary>
    public static JsonObject Of(int seed)
    {
        var random = new Random(seed);
        var request = random.Next(4) switch
        {
            0 => Contained(),
            1 => PacketTests.OnServer(name => name),
            _ => PacketTests.WithTwoCoverages(turned: random.Next(2) == 0, "6"),
        };
        for (var n = random.Next(1, MostChanges); n > 0; n--)
            if (random.Next(3) > 0) Change(request, random);
            else Rearrange(request, random);
        foreach (var identifier in All(request).OfType<JsonObject>().Where(o => o["value"] is JsonValue v && v.ToString() == "ORD-1")) identifier["value"] = $"ORD-{seed}";
        return request;
    }

    static JsonObject Contained()
    {
        var bundle = Given.Bundle();
        var order = bundle.Resource(2).DeepClone().AsObject();
        var (patient, condition) = (bundle.Resource(0).DeepClone(), bundle.Resource(1).DeepClone());
        (patient["id"], condition["id"], condition["subject"]!["reference"]) = ("p", "d", "#p");
        (order["contained"], order["subject"]!["reference"], order["reasonReference"]![0]!["reference"]) = (new JsonArray(patient, condition), "#p", "#d");
        return order;
    }

    /// <summary>One element, wherever: gone, twice, another one, or something that does not belong there.</summary>
    static void Change(JsonObject root, Random random)
    {
        var all = All(root).ToList();
        var at = all[random.Next(all.Count)];
        JsonNode? Some() => random.Next(4) switch
        {
            0 => JsonValue.Create(Texts[random.Next(Texts.Length)]),
            1 => all[random.Next(all.Count)].ToJsonString() is { Length: < LongestCopy } copy ? JsonNode.Parse(copy) : null,
            _ => JsonNode.Parse(Parts[random.Next(Parts.Length)]),
        };
        switch (at)
        {
            case JsonObject { Count: > 0 } o when random.Next(3) > 0:
                var key = o.ElementAt(random.Next(o.Count)).Key;
                switch (random.Next(7))
                {
                    case 0 or 1 or 2: o.Remove(key); break;
                    case 3: o["_" + key.TrimStart('_')] = JsonNode.Parse("""{"id":"e","extension":[{"url":"https://ehr.example/why","valueString":"kept"}]}"""); break;
                    case 4: o[key] = o[key] is JsonArray { Count: > 0 } list ? list[0]?.DeepClone() : new JsonArray(o[key]?.DeepClone()); break;
                    case 5 when key is "resourceType": o[key] = Types[random.Next(Types.Length)]; break;
                    default: o[key] = o[key] is JsonValue ? JsonValue.Create(Texts[random.Next(Texts.Length)]) : Some(); break;
                }
                break;
            case JsonObject o: o[Names[random.Next(Names.Length)]] = Some(); break;
            case JsonArray { Count: > 0 } a when random.Next(2) > 0: a.RemoveAt(random.Next(a.Count)); break;
            case JsonArray { Count: > 0 } a when random.Next(3) > 0: a.Insert(random.Next(a.Count + 1), a[random.Next(a.Count)]?.DeepClone()); break;
            case JsonArray a: a.Insert(random.Next(a.Count + 1), Some()); break;
        }
    }

    /// <summary>Whole resources and references: another sequence, another place, another target.</summary>
    static void Rearrange(JsonObject root, Random random)
    {
        var entries = root["entry"] as JsonArray;
        var references = All(root).OfType<JsonObject>().Where(o => o["reference"] is JsonValue).ToList();
        switch (random.Next(7))
        {
            case 0 when references.Count > 1:
                var (one, other) = (references[random.Next(references.Count)], references[random.Next(references.Count)]);
                (one["reference"], other["reference"]) = (other["reference"]!.DeepClone(), one["reference"]!.DeepClone());
                break;
            case 1 when entries is { Count: > 0 }:
                var copy = entries[random.Next(entries.Count)]?.DeepClone();
                if (copy is JsonObject entry && random.Next(2) == 0) entry["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-0000000000ff";
                entries.Add(copy);
                break;
            case 2 when entries is { Count: > 0 }:
                // Every entry but the order moves into it; references follow, or do not.
                if (entries.Select(e => (e as JsonObject)?["resource"]).OfType<JsonObject>().FirstOrDefault(r => r["resourceType"]?.ToString() == "ServiceRequest") is not { } order) break;
                var moved = entries.OfType<JsonObject>().Select(e => e["resource"]).OfType<JsonObject>().Where(r => r != order).Select(r => r.DeepClone().AsObject()).ToList();
                for (var i = 0; i < moved.Count; i++) moved[i]["id"] = $"m{i}";
                order["contained"] = new JsonArray([.. moved]);
                foreach (var reference in references) reference["reference"] = $"#m{random.Next(moved.Count + 1)}";
                break;
            case 3 when root["contained"] is JsonArray { Count: > 0 } contained:
                contained.Add(new JsonObject { ["resourceType"] = "Bundle", ["id"] = "b", ["type"] = "collection", ["entry"] = new JsonArray(new JsonObject { ["resource"] = contained[0]?.DeepClone() }) });
                break;
            case 4 when entries is { Count: > 0 }:
                var wrapped = new JsonObject { ["resourceType"] = "Bundle", ["type"] = random.Next(2) == 0 ? "collection" : "transaction", ["entry"] = entries.DeepClone() };
                entries.Add(new JsonObject { ["request"] = JsonNode.Parse("""{"method":"POST","url":"Bundle"}"""), ["resource"] = wrapped });
                break;
            case 5 when entries is { Count: > 0 }:
                var type = Types[random.Next(Types.Length)];
                entries.Add(new JsonObject { ["request"] = JsonNode.Parse($$"""{"method":"POST","url":"{{type}}"}"""), ["resource"] = new JsonObject { ["resourceType"] = type, ["id"] = "p1", ["extension"] = JsonNode.Parse("""[{"url":"u","valueReference":{"reference":"Patient/p1"}}]""") } });
                break;
            case 6 when entries is { Count: > 1 }:
                var all = entries.Select(e => e?.DeepClone()).ToArray();
                random.Shuffle(all);
                entries.Clear();
                foreach (var e in all) entries.Add(e);
                break;
        }
    }

    /// <summary>Every object and list.</summary>
    static IEnumerable<JsonNode> All(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(p => p.Value).ToList().SelectMany(All).Prepend(o),
        JsonArray a => a.ToList().SelectMany(All).Prepend(a),
        _ => [],
    };
}
