using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Tests.Referrals.Http;
using MongoDB.Bson;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>A running service whose hospitals may be notified at a receiver.</summary>
public sealed class HeardService(Engines engines) : IAsyncLifetime
{
    public RunningService Running { get; } = new(engines);
    internal Receiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Receiver = await Receiver.Start();
        await Running.InitializeAsync();
        foreach (var partner in new[] { "general-hospital", "st-brendan" })
            (await Running.Put($"/api/partners/{partner}", RunningService.Hospital(partner, notificationEndpoints: Receiver.Address), Running.Operator)).EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await Running.DisposeAsync();
    }
}

/// <summary>Subscriptions at the door: what is refused and how, and whose they are.</summary>
[Collection(OnEngines.Name)]
public sealed class SubscriptionApiTests(HeardService heard) : IClassFixture<HeardService>
{
    readonly RunningService service = heard.Running;
    readonly Receiver receiver = heard.Receiver;

    const string Structures = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";

    string Hospital => service.Senders.Token("general-hospital");

    static string Extension(string url, string value) => $$"""{"url": "{{Structures}}/{{url}}", {{value}}}""";

    public static TheoryData<string, string, string, string> Refusals() => new()
    {
        { "criteria", "\"Task?status=completed\"", "unknown-topic", "Subscription.criteria" },
        { "criteria", "\"https://clinicnetwork.example/fhir/SubscriptionTopic/weather\"", "unknown-topic", "Subscription.criteria" },
        { "_criteria", "{\"extension\": [{\"url\": \"http://hl7.org/fhir/5.0/StructureDefinition/extension-Subscription.topic\", \"valueUri\": \"https://clinicnetwork.example/fhir/SubscriptionTopic/referral-state\"}]}", "unknown-extension", "Subscription.criteria.extension[0]" },
        { "_criteria", $"{{\"extension\": [{Extension("backport-filter-criteria", "\"valueString\": \"patient=1\"")}]}}", "unknown-filter", "Subscription.criteria.extension[0]" },
        { "_criteria", $"{{\"extension\": [{Extension("backport-filter-criteria", "\"valueString\": \"status:not=completed\"")}]}}", "unknown-filter", "Subscription.criteria.extension[0]" },
        { "_criteria", $"{{\"extension\": [{Extension("backport-filter-criteria", "\"valueString\": \"status=\"")}]}}", "unknown-filter", "Subscription.criteria.extension[0]" },
        { "_criteria", $"{{\"extension\": [{string.Join(",", Enumerable.Repeat(Extension("backport-filter-criteria", "\"valueString\": \"status=x\""), 21))}]}}", "too-many-filters", "Subscription.criteria" },
        { "channel.type", "\"websocket\"", "unsupported-channel", "Subscription.channel.type" },
        { "channel._type", $"{{\"extension\": [{Extension("backport-channel-type", "\"valueCoding\": {\"code\": \"zulip\"}")}]}}", "unsupported-channel", "Subscription.channel.type" },
        { "channel.endpoint", "\"notify\"", "bad-endpoint", "Subscription.channel.endpoint" },
        { "channel.endpoint", "\"http://hospital.example/\"", "bad-endpoint", "Subscription.channel.endpoint" },
        { "channel.endpoint", "\"https://user:pass@hospital.example/\"", "bad-endpoint", "Subscription.channel.endpoint" },
        { "channel.endpoint", "\"https://169.254.169.254/latest\"", "endpoint-not-registered", "Subscription.channel.endpoint" },
        { "channel.endpoint", "null", "bad-endpoint", "Subscription.channel.endpoint" },
        { "channel.payload", "\"application/fhir+xml\"", "unsupported-payload", "Subscription.channel.payload" },
        { "channel.payload", "\"application/fhir+json; fhirVersion=4.3\"", "unsupported-payload", "Subscription.channel.payload" },
        { "channel.payload", "\"text/plain\"", "unsupported-payload", "Subscription.channel.payload" },
        { "channel._payload", "null", "unknown-content", "Subscription.channel.payload.extension" },
        { "channel._payload", $"{{\"extension\": [{Extension("backport-payload-content", "\"valueCode\": \"everything\"")}]}}", "unknown-content", "Subscription.channel.payload.extension" },
        { "channel.header", "[\"no colon\"]", "bad-header", "Subscription.channel.header[0]" },
        { "channel.header", "[\"A: 1\", \"Host: elsewhere\"]", "bad-header", "Subscription.channel.header[1]" },
        { "channel.header", $"[{string.Join(",", Enumerable.Repeat("\"A: 1\"", 21))}]", "too-many-headers", "Subscription.channel.header" },
        { "channel.extension", $"[{Extension("backport-heartbeat-period", "\"valueUnsignedInt\": 5")}]", "out-of-range", "Subscription.channel.extension" },
        { "channel.extension", $"[{Extension("backport-timeout", "\"valueUnsignedInt\": 0")}]", "out-of-range", "Subscription.channel.extension" },
        { "channel.extension", $"[{Extension("backport-max-count", "\"valueString\": \"many\"")}]", "out-of-range", "Subscription.channel.extension" },
        { "end", "\"2020-01-01T00:00:00Z\"", "end-passed", "Subscription.end" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task What_cannot_be_honoured_is_refused_with_its_place(string element, string json, string code, string expression)
    {
        var subscription = Subscribed.Subscription(receiver.Address + "/refused");
        var (parent, name) = element.Split('.') is [var channel, var inner] ? (subscription[channel]!.AsObject(), inner) : (subscription, element);
        parent.Remove(name);
        if (json != "null") parent[name] = JsonNode.Parse(json);
        var answer = await service.Send(subscription);
        var issue = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue")[0];

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code, expression), (answer.StatusCode, issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString(), issue.GetProperty("expression")[0].GetString()));
        Assert.True(issue.GetProperty("diagnostics").GetString()!.Length > 20);
        Assert.Empty(receiver.At("/refused"));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var subscription = Subscribed.Subscription("ftp://nowhere");
        subscription["criteria"] = "weather";
        var answer = await service.Send(subscription);
        Assert.Equal(["unknown-topic", "bad-endpoint"], (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue").EnumerateArray().Select(i => i.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()!));
    }

    [Theory]
    [InlineData("""{"resourceType": "Patient", "active": true}""", 422, "wrong-resource")]
    [InlineData("""{"resourceType": "Subscription"}""", 400, "bad-structure")]
    [InlineData("""{"resourceType": "Subscription", "status": "requested", "reason": 5, "criteria": null, "channel": []}""", 400, "bad-structure")]
    [InlineData("[]", 400, null)]
    [InlineData("{", 400, null)]
    public async Task What_is_no_subscription_is_refused(string body, int status, string? code)
    {
        var answer = await service.Post("/fhir/Subscription", Encoding.UTF8.GetBytes(body), Hospital, ("Content-Type", "application/fhir+json"));
        Assert.Equal(status, (int)answer.StatusCode);
        if (code is not null) Assert.Contains(code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_wire_takes_is_taken_with_a_payload_of_version_4_and_the_guides_own_numbers()
    {
        var subscription = Subscribed.Subscription(receiver.Address + "/whole").With("backport-heartbeat-period", 86400).With("backport-timeout", 60).With("backport-max-count", 20);
        subscription["channel"]!["payload"] = "application/fhir+json; fhirVersion=4.0";
        var created = await service.Create(subscription);
        await service.UntilStatus(created.Id(), "active");
        Assert.StartsWith("application/fhir+json; fhirVersion=4.0", Assert.Single(receiver.At("/whole")).Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_subscription_is_not_there_and_each_deed_needs_its_scope()
    {
        var id = (await service.Create(Subscribed.Subscription(receiver.Address + "/mine"))).Id();
        var other = service.Senders.Token("st-brendan");
        foreach (var path in new[] { $"/fhir/Subscription/{id}", $"/fhir/Subscription/{id}/$status", $"/fhir/Subscription/{id}/$events" }) Assert.Equal(HttpStatusCode.NotFound, (await service.Get(path, other)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Ask(HttpMethod.Delete, $"/fhir/Subscription/{id}", other)).StatusCode);
        foreach (var path in new[] { $"/fhir/Subscription?_id={id}", $"/fhir/Subscription/$status?id={id}" })
            Assert.False((await service.Read(path, other)).TryGetProperty("entry", out _));

        Assert.Equal(HttpStatusCode.Forbidden, (await service.Send(Subscribed.Subscription(receiver.Address), scope: "system/Subscription.rus")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Send(Subscribed.Subscription(receiver.Address, "full-resource"), scope: "system/Subscription.c")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Ask(HttpMethod.Delete, $"/fhir/Subscription/{id}", service.Senders.Token("general-hospital", "system/Subscription.crus"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Send(Subscribed.Subscription(receiver.Address), client: "nobody")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get($"/fhir/Subscription/{id}", service.Operator)).StatusCode);
    }

    [Fact]
    public async Task It_is_found_by_its_address_and_status_and_no_more_once_deleted()
    {
        var (address, id) = ($"{receiver.Address}/found", (await service.Create(Subscribed.Subscription($"{receiver.Address}/found"))).Id());
        await service.UntilStatus(id, "active");
        Assert.Equal([id], await Found($"url={Uri.EscapeDataString(address)}"));
        Assert.Equal([id], await Found($"url={Uri.EscapeDataString(address)}&status=active"));
        Assert.Empty(await Found($"url={Uri.EscapeDataString(address)}&status=off,error"));
        Assert.Empty(await Found($"url={Uri.EscapeDataString(receiver.Address)}"));

        Assert.Equal(HttpStatusCode.NoContent, (await service.Ask(HttpMethod.Delete, $"/fhir/Subscription/{id}", Hospital)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await service.Ask(HttpMethod.Delete, $"/fhir/Subscription/{id}", Hospital)).StatusCode);
        Assert.Empty(await Found($"url={Uri.EscapeDataString(address)}"));
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Subscription/{id}", Hospital)).StatusCode);
        await service.Say(Subscribed.Changed("deleted"));
        Assert.Equal(0, await service.Collection("deliveries").CountDocumentsAsync(new BsonDocument("state.subscriptionId", id)));
    }

    [Fact]
    public async Task It_is_sent_anew_by_who_has_seen_it_and_keeps_its_headers()
    {
        var sent = Subscribed.Subscription(receiver.Address + "/anew");
        sent["channel"]!["header"] = new JsonArray("X-Key: kept");
        var id = (await service.Create(sent)).Id();
        var active = await service.UntilStatus(id, "active");

        active["channel"]!["endpoint"] = receiver.Address + "/moved";
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put(id, active, "W/\"9\"")).StatusCode);
        var answer = await Put(id, active, $"W/\"{active["meta"]!["versionId"]}\"");
        Assert.Equal(("requested", HttpStatusCode.OK), ((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString(), answer.StatusCode));
        await service.UntilStatus(id, "active");
        Assert.Equal("kept", Assert.Single(receiver.At("/moved")).Headers["X-Key"]);

        active["status"] = "error";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Put(id, active)).StatusCode);
        active["status"] = "off";
        Assert.Equal(HttpStatusCode.OK, (await Put(id, active)).StatusCode);
        Assert.Equal("off", (string?)(await service.Subscription(id))["status"]);
        active["id"] = "another";
        Assert.Equal(HttpStatusCode.BadRequest, (await Put(id, active)).StatusCode);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_subscription()
    {
        var (body, key) = (Encoding.UTF8.GetBytes(Subscribed.Subscription(receiver.Address + "/same").ToJsonString()), Guid.NewGuid().ToString());
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
            ids.Add(JsonNode.Parse(await (await service.Post("/fhir/Subscription", body, Hospital, ("Content-Type", "application/fhir+json"), ("Idempotency-Key", key))).Content.ReadAsStringAsync())!.Id());
        Assert.Single(ids.Distinct());
        var other = Encoding.UTF8.GetBytes(Subscribed.Subscription(receiver.Address + "/other").ToJsonString());
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post("/fhir/Subscription", other, Hospital, ("Content-Type", "application/fhir+json"), ("Idempotency-Key", key))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Post("/fhir/Subscription", other, Hospital, ("Content-Type", "application/fhir+json"), ("If-None-Exist", "url=x"))).StatusCode);
    }

    [Fact]
    public async Task What_is_secret_lies_with_the_words_alone()
    {
        var sent = Subscribed.Subscription(receiver.Address + "/secret");
        sent["channel"]!["header"] = new JsonArray("Authorization: Bearer of-the-hospital");
        var created = await service.Create(sent);
        var stored = await MongoDB.Driver.IAsyncCursorSourceExtensions.FirstAsync(MongoDB.Driver.IMongoCollectionExtensions.Find(service.Collection("subscriptions"), new BsonDocument("_id", created.Id())));
        Assert.Equal(["headers", "secret", "sent"], stored["personal"].AsBsonDocument.Names.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("of-the-hospital", stored["personal"]["sent"].AsString, StringComparison.Ordinal);
        stored.Remove("personal");
        Assert.All(new[] { "of-the-hospital", created.Secret(), "To know at once" }, word => Assert.DoesNotContain(word, stored.ToJson(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operators_see_them_in_pages_and_activate_what_has_failed()
    {
        receiver.Answers["/down"] = _ => Task.FromResult(500);
        var id = (await service.Create(Subscribed.Subscription(receiver.Address + "/down"))).Id();
        await service.UntilStatus(id, "error");
        var listed = (await service.Read("/api/subscriptions?status=Error", service.Operator)).GetProperty("subscriptions").EnumerateArray().Single(s => s.GetProperty("id").GetString() == id);
        Assert.Equal(("general-hospital", "state", "error", new Uri(receiver.Address).Authority), (Text("partner"), Text("topic"), Text("status"), Text("host")));
        Assert.Contains("500", Text("error"), StringComparison.Ordinal);

        receiver.Answers["/down"] = _ => Task.FromResult(200);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post($"/api/subscriptions/{id}/activate", "", service.Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post($"/api/subscriptions/{id}/activate", "", service.Tokens.Person("operator", "bay-state-therapy"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post("/api/subscriptions/nobody/activate", "", service.Operator)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/subscriptions/{id}/activate", "", service.Operator)).StatusCode);
        await service.UntilStatus(id, "active");

        string? Text(string field) => listed.GetProperty(field).GetString();
    }

    Task<HttpResponseMessage> Put(string id, JsonNode subscription, string? ifMatch = null) => service.Put($"/fhir/Subscription/{id}", subscription.ToJsonString(), Hospital, ifMatch);

    async Task<IEnumerable<string>> Found(string query) => await service.Read($"/fhir/Subscription?{query}", Hospital) is var bundle && bundle.TryGetProperty("entry", out var entries)
        ? [.. entries.EnumerateArray().Select(e => e.GetProperty("resource").GetProperty("id").GetString()!)]
        : [];
}
