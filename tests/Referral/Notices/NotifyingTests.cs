using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Tests.Referrals.Http;
using MongoDB.Bson;
using MongoDB.Driver;
using Wire = ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>From an event to the hospital's endpoint.</summary>
[Collection(OnEngines.Name)]
public sealed class NotifyingTests(RunningService service) : Notified(service)
{
    readonly RunningService service = service;

    [Fact]
    public async Task A_subscription_is_requested_until_its_endpoint_answers_the_handshake()
    {
        var sent = Subscribed.Subscription(Receiver.Address + "/shake");
        sent["status"] = "active";
        sent["channel"]!["header"] = new JsonArray("Authorization: Bearer of-the-hospital");
        var created = await service.Create(sent);
        Assert.Equal("requested", (string?)created["status"]);

        var active = await service.UntilStatus(created.Id(), "active");
        var handshake = Assert.Single(Receiver.At("/shake"));
        Assert.Equal(("handshake", "requested", "0"), (handshake.Type, handshake.Value("status"), handshake.Value("events-since-subscription-start")));
        Assert.Equal(("history", "Bearer of-the-hospital"), ((string?)handshake.Json["type"], handshake.Headers["Authorization"]));
        Assert.StartsWith("application/fhir+json", handshake.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.EndsWith($"Subscription/{created.Id()}/$status", (string?)handshake.Json["entry"]![0]!["request"]!["url"], StringComparison.Ordinal);

        Assert.Null(active["channel"]!["header"]);
        Assert.Null(active["extension"]);
        Assert.DoesNotContain("of-the-hospital", active.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "answered 500")]
    [InlineData(302, "redirects are not followed")]
    public async Task Anything_else_than_a_yes_to_the_handshake_is_an_error_with_its_reason(int answer, string reason)
    {
        Receiver.Answers[$"/no-{answer}"] = _ => Task.FromResult(answer);
        var created = await service.Create(Subscribed.Subscription($"{Receiver.Address}/no-{answer}"));

        Assert.Contains(reason, (string?)(await service.UntilStatus(created.Id(), "error"))["error"], StringComparison.Ordinal);
        Assert.Empty(Receiver.At("/elsewhere"));
    }

    [Fact]
    public async Task A_change_of_state_arrives_numbered_signed_and_without_the_resource()
    {
        var created = await Active("/state");
        await service.Say(Subscribed.Changed("r1"));
        await service.Say(Subscribed.Changed("r2") with { IsNews = false });
        await service.Say(Subscribed.Changed("r3", partner: "st-brendan"));
        await service.Say(Subscribed.Changed("r4"));

        var arrived = (await Receiver.Until("/state", 2)).OrderBy(r => r.Number).ToList();
        Assert.Equal(["1", "2"], arrived.Select(r => r.Number));
        Assert.Equal(["https://partner.example/fhir/Task/r1", "https://partner.example/fhir/Task/r4"], arrived.Select(r => r.Focus));
        Assert.All(arrived, r =>
        {
            Assert.Equal(("active", r.Number, "https://clinicnetwork.example/fhir/SubscriptionTopic/referral-state"), (r.Value("status"), r.Value("events-since-subscription-start"), r.Value("topic")));
            Assert.Equal($"https://partner.example/fhir/Subscription/{created.Id()}", (string?)r.Named("subscription")!["valueReference"]!["reference"]);
            Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(created.Secret()), r.Body))}", r.Headers["X-Hub-Signature"]);
            Assert.All(r.Json["entry"]!.AsArray(), e => Assert.True(e!["request"] is not null && e["response"] is not null));
            Assert.Equal((r.Focus, null), ((string?)r.Json["entry"]![1]!["fullUrl"], r.Json["entry"]![1]!["resource"]));
        });
    }

    [Fact]
    public async Task A_message_that_comes_again_gives_no_second_number()
    {
        var created = await Active("/once");
        var (message, id) = (Subscribed.Changed("again"), Guid.NewGuid());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.Say(message, id)));
        await service.Say(Subscribed.Changed("other"));

        await Receiver.Until("/once", 2);
        Assert.Equal("2", await Count(created.Id()));
    }

    [Fact]
    public async Task Events_at_once_are_numbered_without_gaps_and_each_has_its_delivery()
    {
        var created = await Active("/many");
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => service.Say(Subscribed.Changed($"many-{i % 3}"))));

        var arrived = await Receiver.Until("/many", 30);
        Assert.Equal(Enumerable.Range(1, 30).Select(n => $"{n}"), arrived.Select(r => r.Number!).Distinct().OrderBy(int.Parse));
        foreach (var ofOne in arrived.DistinctBy(r => r.Number).GroupBy(r => r.Focus)) Assert.Equal(ofOne.Select(r => int.Parse(r.Number!, null)).Order(), ofOne.Select(r => int.Parse(r.Number!, null)));
        Assert.Equal("30", await Count(created.Id()));
    }

    [Fact]
    public async Task Filters_decide_what_is_counted()
    {
        var created = await Active("/filtered", filters: ["Task.status=completed,rejected", "owner=Organization/bay-state-therapy"]);
        await service.Say(Subscribed.Changed("f1"));
        await service.Say(Subscribed.Changed("f2", "completed", "7.0"));

        Assert.EndsWith("Task/f2", Assert.Single(await Receiver.Until("/filtered", 1)).Focus, StringComparison.Ordinal);
        Assert.Equal("1", await Count(created.Id()));
    }

    [Fact]
    public async Task Who_wants_it_empty_hears_that_something_happened_and_not_what()
    {
        await Active("/empty", "empty");
        await service.Say(Subscribed.Changed("empty-1"));

        var arrived = Assert.Single(await Receiver.Until("/empty", 1));
        Assert.Equal(("1", null, null), (arrived.Number, arrived.Focus, arrived.Named("topic")));
        Assert.Single(arrived.Json["entry"]!.AsArray());
        Assert.DoesNotContain("empty-1", Receiver.Text(arrived.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_wants_it_in_full_gets_the_resource_as_a_read_gives_it_and_it_is_not_kept()
    {
        var created = await Active("/full", "full-resource");
        var id = await service.Order("N-FULL", "Z99.9");
        await service.Say(Subscribed.Changed(id, "on-hold", "2.0"));

        var arrived = (await Receiver.Until("/full", 1))[0];
        var task = JsonNode.Parse(await (await service.Get($"/fhir/Task/{id}", service.Senders.Token("general-hospital"))).Content.ReadAsStringAsync())!;
        Assert.Equal(task.ToJsonString(), arrived.Json["entry"]![1]!["resource"]!.ToJsonString());
        Assert.Equal(arrived.Focus, (string?)arrived.Json["entry"]![1]!["fullUrl"]);
        Assert.EndsWith($"Task/{id}", arrived.Focus, StringComparison.Ordinal);
        await Probe.Until(async () => (await Delivery(created.Id(), 1))["personal"]["body"] == "" ? "" : null, () => "what was delivered is not kept");
    }

    [Fact]
    public async Task Each_topic_tells_its_own()
    {
        foreach (var topic in new[] { "appointment", "question", "report" })
            await service.UntilStatus((await service.Create(Subscribed.Subscription($"{Receiver.Address}/{topic}", topic: topic, filters: topic is "appointment" ? ["Appointment?status=booked"] : []))).Id(), "active");
        var common = Subscribed.Changed("t1");
        var booked = new Wire.AppointmentsChanged { ReferralId = "t1", Version = 1, Chain = common.Chain, Partner = common.Partner, Attempt = 1, Visits = [1, 2, 3], Status = "booked", At = common.At };
        await service.Say(booked);
        await service.Say(booked with { Status = "fulfilled", Visits = [1] });
        await service.Say(new Wire.ConversationChanged { ReferralId = "t1", Version = 1, Chain = common.Chain, Partner = common.Partner, Message = 4, Change = "message-sent", At = common.At });
        await service.Say(new Wire.ReportIssued { ReferralId = "t1", Version = 1, Chain = common.Chain, Partner = common.Partner, At = common.At });

        Assert.Equal(["Appointment/t1-1-1", "Appointment/t1-1-2", "Appointment/t1-1-3"], (await Receiver.Until("/appointment", 3)).Select(Focus));
        Assert.Equal(["Communication/t1-4"], (await Receiver.Until("/question", 1)).Select(Focus));
        Assert.Equal(["Bundle/t1"], (await Receiver.Until("/report", 1)).Select(Focus));

        static string Focus(Received received) => received.Focus!["https://partner.example/fhir/".Length..];
    }

    [Fact]
    public async Task A_sign_of_life_comes_when_it_is_due_with_the_count_and_is_due_again()
    {
        var created = await Active("/alive", change: s => s.With("backport-heartbeat-period", 600));
        await service.Say(Subscribed.Changed("h1"));
        await Receiver.Until("/alive", 1);
        await service.Collection("subscriptions").UpdateOneAsync(new BsonDocument("_id", created.Id()), Builders<BsonDocument>.Update.Set("state.heartbeatAt", new BsonDateTime(0)).Set("due", new BsonDateTime(0)));

        var alive = Assert.Single(await Receiver.Until("/alive", 1, "heartbeat"));
        Assert.Equal(("active", "1", null), (alive.Value("status"), alive.Value("events-since-subscription-start"), alive.Event));
        await Probe.Until(async () => (await Stored("subscriptions", created.Id()))["due"].ToUniversalTime() > DateTime.UnixEpoch.AddYears(40) ? "" : null, () => "it is due again");
    }

    [Fact]
    public async Task A_status_of_all_is_narrowed_by_id_and_by_status()
    {
        var (one, two) = (await Active("/status-1"), await Active("/status-2"));
        foreach (var (query, body) in new[] { ($"?id={one.Id()}&id={two.Id()}", ""), ("", $$"""{"resourceType":"Parameters","parameter":[{"name":"id","valueId":"{{one.Id()}}"},{"name":"id","valueId":"{{two.Id()}}"},{"name":"status","valueCode":"active"}]}""") })
        {
            var answer = body is "" ? await service.Get($"/fhir/Subscription/$status{query}", service.Senders.Token("general-hospital"))
                : await service.Post("/fhir/Subscription/$status", Encoding.UTF8.GetBytes(body), service.Senders.Token("general-hospital"), ("Content-Type", "application/fhir+json"));
            var bundle = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal(("searchset", 2), ((string?)bundle["type"], (int)bundle["total"]!));
            Assert.All(bundle["entry"]!.AsArray(), e => Assert.Equal("query-status", Parameter(e!["resource"]!, "type", isStatus: true)!["valueCode"]!.GetValue<string>()));
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/fhir/Subscription/$status?status=asleep", service.Senders.Token("general-hospital"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Post("/fhir/Subscription/$status", Encoding.UTF8.GetBytes("""{"resourceType":"Patient","active":true}"""), service.Senders.Token("general-hospital"), ("Content-Type", "application/fhir+json"))).StatusCode);
    }
}
