using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Tests.Network;

/// <summary>What comes in through the gateway: bad input, and nothing of a patient going out.</summary>
[Collection(OnNetwork.Name)]
public class Doors(NetworkFixture network)
{
    public static TheoryData<string, string, HttpStatusCode> BadBodies() => new()
    {
        { "broken JSON", """{"resourceType":"Bundle",""", HttpStatusCode.BadRequest },
        { "an empty body", "", HttpStatusCode.BadRequest },
        { "an array", "[1,2]", HttpStatusCode.BadRequest },
        { "5 MB", $$"""{"resourceType":"Bundle","type":"transaction","id":"{{new string('x', 5_000_000)}}"}""", HttpStatusCode.RequestEntityTooLarge },
        { "200 levels", """{"resourceType":"Bundle","type":"transaction","entry":""" + string.Concat(Enumerable.Repeat("""[{"extension":""", 200)) + "1", HttpStatusCode.BadRequest },
        { "wrong types", """{"resourceType":"Bundle","type":7,"entry":"none"}""", HttpStatusCode.BadRequest },
        { "another resource", """{"resourceType":"Basic","code":{"text":"x"}}""", HttpStatusCode.UnprocessableEntity },
        { "a null byte", "{\"resourceType\":\"Bundle\",\"type\":\"trans\u0000action\"}", HttpStatusCode.BadRequest },
    };

    [Theory, MemberData(nameof(BadBodies))]
    public async Task Bad_input_is_refused_with_an_OperationOutcome_and_leaves_nothing(string what, string body, HttpStatusCode status)
    {
        using var hospital = await network.As("general-hospital");
        var before = await Referrals();

        var answer = await hospital.Send(body);

        Assert.True(status == answer.Status, $"{what}: {answer.Status} {answer.Body.ToJsonString()}");
        Assert.Equal("OperationOutcome", (string?)answer.Body["resourceType"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)answer.Body["issue"]![0]!["diagnostics"]));
        Assert.Equal(before, await Referrals());
    }

    [Fact]
    public async Task The_same_number_with_other_content_is_a_conflict_that_names_the_identifier()
    {
        using var hospital = await network.As("general-hospital");
        var referral = Hospital.MakeUp("Harborview");
        await hospital.Sent(referral);
        Assert.Equal(HttpStatusCode.OK, (await hospital.Send(referral.Bundle.ToJsonString())).Status);

        referral.Bundle["entry"]!.AsArray().Single(e => (string?)e!["resource"]!["resourceType"] == "ServiceRequest")!["resource"]!["quantityQuantity"]!["value"] = 11;
        var answer = await hospital.Send(referral.Bundle.ToJsonString());

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.EndsWith(".identifier", (string?)answer.Body["issue"]![0]!["expression"]![0]);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_open()
    {
        using var nobody = new HttpClient { BaseAddress = network.Network.Gateway };
        foreach (var path in new[] { "fhir/Task", "fhir/Task/x", "fhir/ServiceRequest/x", "fhir/Appointment", "api/worklist", "api/visits", "api/coverages/x", "api/partners", "api/payer-rules" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync(new Uri("internal/referrals/x/coverage", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_marked_name_shows_in_no_log_event_metric_or_span_and_in_no_other_services_store_but_schedulings()
    {
        var marker = $"Xq{Guid.NewGuid():N}"[..14];
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var referral = Hospital.MakeUp("Harborview");
        var patient = referral.Bundle["entry"]!.AsArray().Single(e => (string?)e!["resource"]!["resourceType"] == "Patient")!["resource"]!;
        patient["name"]![0]!["family"] = marker;
        patient["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = marker + "-phone" });
        referral.Bundle["entry"]!.AsArray().Single(e => (string?)e!["resource"]!["resourceType"] == "Coverage")!["resource"]!["subscriberId"] = marker + "-member";
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom().ToString();
        hospital.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        var id = await hospital.Sent(referral);
        await hospital.UntilTask(id, "in-progress 5.1.1");
        patient["birthDate"] = marker;
        await hospital.Send(referral.Bundle.ToJsonString());
        foreach (var visit in (await hospital.Get($"fhir/Appointment?based-on=ServiceRequest/{id}"))["entry"]!.AsArray())
            await coordinator.Post($"api/visits/{visit!["resource"]!["id"]}/complete", $$"""{"minutes": 50, "techniques": ["muscle-testing"], "painBefore": 5, "painAfter": 2, "note": "{{marker}} felt better"}""");
        await hospital.UntilTask(id, "completed 7.0");

        // One trace from the hospital's POST through every service.
        foreach (var service in new[] { "clinic-gateway", "clinic-referral", "clinic-insurance", "clinic-scheduling", "clinic-operations" })
            await Probe.Until(() => Task.FromResult(network.Traces.Holds(service, trace)), () => $"{service} exports a span of the hospital's trace");

        Assert.False(network.Traces.Holds(marker), "the name stands in a span");
        foreach (var log in Directory.EnumerateFiles(Path.Combine(network.State, "logs")))
            Assert.DoesNotContain(marker, await ReadOpen(log));
        foreach (var address in network.Network.Addresses.Where(a => a.Key != "gateway").Select(a => a.Value))
        {
            using var http = new HttpClient();
            Assert.DoesNotContain(marker, await http.GetStringAsync(new Uri(address, "metrics")));
        }
        foreach (var service in new[] { "insurance", "operations", "gateway" })
            Assert.DoesNotContain(marker, await Everything(service));
        // Referral and scheduling own what they keep; what they tell others is in their outboxes and audits.
        Assert.DoesNotContain(marker, await Everything("referral", "audit"));
        Assert.DoesNotContain(marker, await Everything("scheduling", "audit"));
        Assert.Contains(marker, await Everything("referral", "referrals"));
    }

    async Task<long> Referrals() => await network.Collection("referral", "referrals").CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty);

    static async Task<string> ReadOpen(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    async Task<string> Everything(string service, string? only = null)
    {
        var text = new StringBuilder();
        var database = network.Database(service);
        foreach (var name in await (await database.ListCollectionNamesAsync()).ToListAsync())
            if (only is null || name == only)
                foreach (var document in await database.GetCollection<BsonDocument>(name).Find(FilterDefinition<BsonDocument>.Empty).ToListAsync())
                    text.AppendLine(document.ToJson());
        return text.ToString();
    }
}
