using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;
using Xunit.Abstractions;

namespace ClinicNetwork.Tests.Referrals.Structures;

/// <summary>Orders of any structure: each is read or refused in words, and what is read is kept as it was sent.</summary>
/// <remarks>STRUCTURES: how many, 3,000 when left out; FIRST_SEED: 0 when left out.</remarks>
public class AnyStructure(ITestOutputHelper output)
{
    internal static int FirstSeed { get; } = Number("FIRST_SEED", 0);

    internal static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;

    [Fact]
    public void Is_read_or_refused_and_kept_as_it_was_sent()
    {
        var (count, read, codes) = (Number("STRUCTURES", 3000), 0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var seed = FirstSeed; seed < FirstSeed + count; seed++)
        {
            var sent = Mutator.Of(seed).ToJsonString();
            try
            {
                var json = Encoding.UTF8.GetBytes(sent);
                var (order, kept) = Given.ReadAll(json);
                var decision = Referral.Initial.Decides(new Submit(order, kept, Given.Rules, 7));
                Assert.Equal(Web(order), Web(JsonSerializer.Deserialize<Order>(decision.Words[Words.Order]!, JsonSerializerOptions.Web)!));
                Assert.True(FhirJson.Write(FhirJson.Parse(Encoding.UTF8.GetBytes(kept))) == kept, "what is kept is FHIR");
                Assert.DoesNotContain("999-11-2222", kept + decision.Words[Words.Order], StringComparison.Ordinal);
                if (Said.Difference(Allowed(json), JsonNode.Parse(kept)!.AsObject()) is { } difference) Assert.Fail(difference);
                Assert.Equal(order.Fingerprint, Given.Read(json).Fingerprint);
                read++;
            }
            catch (RefusalException e)
            {
                codes[e.Refusals[0].Code] = codes.GetValueOrDefault(e.Refusals[0].Code) + 1;
                Assert.All(e.Refusals, r => Assert.DoesNotContain("Marker", r.Text, StringComparison.Ordinal));
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}\n{sent}");
            }
        }
        output.WriteLine($"{read} read; refused: {string.Join(", ", codes.Select(c => $"{c.Key} {c.Value}"))}");
        Assert.InRange(read, count / 20, count);
    }

    static string Web(Order order) => JsonSerializer.Serialize(order, JsonSerializerOptions.Web);

    /// <summary>What was sent less what is forbidden; nothing else is lost between JSON and the object tree.</summary>
    internal static JsonObject Allowed(byte[] sent)
    {
        var resource = FhirJson.ParseSent(sent);
        Assert.Equal(Said.Plain(JsonNode.Parse(sent), r => r), Said.Plain(JsonNode.Parse(FhirJson.Write(resource)), r => r));
        Packet.Of(resource);
        return JsonNode.Parse(FhirJson.Write(resource))!.AsObject();
    }
}
