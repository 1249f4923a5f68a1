using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Tests.Referrals.Http;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>From an event to the hospital's endpoint, on the real store and over real HTTP.</summary>
[Collection(OnEngines.Name)]
public sealed class NotifyingTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
{
    Receiver receiver = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.Start();
        (await service.Put("/api/partners/general-hospital", RunningService.Hospital(notificationEndpoints: receiver.Address), service.Operator)).EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    async Task<JsonObject> Active(string path, string content = "id-only", Action<JsonObject>? change = null, params string[] filters)
    {
        var subscription = Subscribed.Subscription(receiver.Address + path, content, filters: filters);
        change?.Invoke(subscription);
        var created = await service.Create(subscription);
        await service.UntilStatus(created.Id(), "active");
        return created;
    }

    [Fact]
    public async Task A_subscription_is_requested_until_its_endpoint_answers_the_handshake()
    {
        var sent = Subscribed.Subscription(receiver.Address + "/shake");
        sent["status"] = "active";
        sent["channel"]!["header"] = new JsonArray("Authorization: Bearer of-the-hospital");
        var created = await service.Create(sent);
        Assert.Equal("requested", (string?)created["status"]);

        var active = await service.UntilStatus(created.Id(), "active");
        var handshake = Assert.Single(receiver.At("/shake"));
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
        receiver.Answers[$"/no-{answer}"] = _ => Task.FromResult(answer);
        var created = await service.Create(Subscribed.Subscription($"{receiver.Address}/no-{answer}"));

        Assert.Contains(reason, (string?)(await service.UntilStatus(created.Id(), "error"))["error"], StringComparison.Ordinal);
        Assert.Empty(receiver.At("/elsewhere"));
    }

    [Fact]
    public async Task A_change_of_state_arrives_numbered_signed_and_without_the_resource()
    {
        var created = await Active("/state");
        await service.Say(Subscribed.Changed("r1"));
        await service.Say(Subscribed.Changed("r2") with { IsNews = false });
        await service.Say(Subscribed.Changed("r3", partner: "st-brendan"));
        await service.Say(Subscribed.Changed("r4"));

        var arrived = (await receiver.Until("/state", 2)).OrderBy(r => r.Number).ToList();
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

        await receiver.Until("/once", 2);
        Assert.Equal("2", await Count(created.Id()));
    }

    [Fact]
    public async Task Events_at_once_are_numbered_without_gaps_and_each_has_its_delivery()
    {
        var created = await Active("/many");
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => service.Say(Subscribed.Changed($"many-{i % 3}"))));

        var arrived = await receiver.Until("/many", 30);
        Assert.Equal(Enumerable.Range(1, 30).Select(n => $"{n}"), arrived.Select(r => r.Number!).Distinct().OrderBy(int.Parse));
        foreach (var ofOne in arrived.DistinctBy(r => r.Number).GroupBy(r => r.Focus)) Assert.Equal(ofOne.Select(r => int.Parse(r.Number!, null)).Order(), ofOne.Select(r => int.Parse(r.Number!, null)));
        Assert.Equal("30", await Count(created.Id()));
    }

    [Fact]
    public async Task What_was_not_taken_is_sent_again_to_the_byte_and_holds_up_its_own_referral_alone()
    {
        var created = await Active("/retry");
        receiver.Answers["/retry"] = r => Task.FromResult(r.Number is "1" && receiver.At("/retry").Count(a => a.Number == "1") < 3 ? 503 : 200);
        await service.Say(Subscribed.Changed("held"));
        await service.Say(Subscribed.Changed("held", "in-progress", "5.1.1"));
        await service.Say(Subscribed.Changed("free"));

        await Probe.Until(() => Task.FromResult(receiver.At("/retry").Any(r => r.Number == "3") && receiver.At("/retry").Any(r => r.Number == "1") ? "" : null), () => "the first was tried, and the other referral's arrived");
        Assert.DoesNotContain(receiver.At("/retry"), r => r.Number == "2");
        await Probe.Until(async () =>
        {
            await service.Hurry("deliveries", created.Id());
            return receiver.At("/retry").Any(r => r.Number == "2") ? "" : null;
        }, () => "the second follows the first");

        var first = receiver.At("/retry").Where(r => r.Number == "1").ToList();
        Assert.True(first.Count >= 3);
        Assert.All(first, r => Assert.Equal(first[0].Body, r.Body));
        Assert.True(receiver.At("/retry").ToList().FindLastIndex(r => r.Number == "1") < receiver.At("/retry").ToList().FindIndex(r => r.Number == "2"));
    }

    [Fact]
    public async Task An_endpoint_that_hangs_delays_no_other_subscription()
    {
        using var release = new SemaphoreSlim(0);
        receiver.Answers["/hangs"] = async r =>
        {
            if (r.Type is "event-notification") await release.WaitAsync();
            return 200;
        };
        await Active("/hangs");
        for (var i = 0; i < 5; i++) await Active($"/quick-{i}");
        for (var i = 0; i < 40; i++) await service.Say(Subscribed.Changed($"hang-{i}"));

        for (var i = 0; i < 5; i++) Assert.Equal(40, (await receiver.Until($"/quick-{i}", 40)).Count);
        Assert.InRange(receiver.At("/hangs", "event-notification").Count, 1, 3 * Post.AtOnce);
        release.Release(1000);
    }

    [Fact]
    public async Task Filters_decide_what_is_counted()
    {
        var created = await Active("/filtered", filters: ["Task.status=completed,rejected", "owner=Organization/bay-state-therapy"]);
        await service.Say(Subscribed.Changed("f1"));
        await service.Say(Subscribed.Changed("f2", "completed", "7.0"));

        Assert.EndsWith("Task/f2", Assert.Single(await receiver.Until("/filtered", 1)).Focus, StringComparison.Ordinal);
        Assert.Equal("1", await Count(created.Id()));
    }

    async Task<string?> Count(string id) => JsonNode.Parse(await (await service.Get($"/fhir/Subscription/{id}/$status", service.Senders.Token("general-hospital"))).Content.ReadAsStringAsync())!
        ["entry"]![0]!["resource"]!["parameter"]!.AsArray().Single(p => (string?)p!["name"] == "events-since-subscription-start")!["valueString"]!.GetValue<string>();
}
