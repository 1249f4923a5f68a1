using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Tests.Referrals.Http;
using MongoDB.Bson;
using MongoDB.Driver;
using Wire = ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>What becomes of notifications while an endpoint fails, hangs, is away or is registered no more.</summary>
[Collection(OnEngines.Name)]
public sealed class FailingReceiverTests(RunningService service) : Notified(service)
{
    readonly RunningService service = service;

    [Fact]
    public async Task What_was_not_taken_is_sent_again_to_the_byte_and_holds_up_its_own_referral_alone()
    {
        var created = await Active("/retry");
        Receiver.Answers["/retry"] = r => Task.FromResult(r.Number is "1" && Receiver.At("/retry").Count(a => a.Number == "1") < 3 ? 503 : 200);
        await service.Say(Subscribed.Changed("held"));
        await service.Say(Subscribed.Changed("held", "in-progress", "5.1.1"));
        await service.Say(Subscribed.Changed("free"));

        await Probe.Until(() => Task.FromResult(Receiver.At("/retry").Any(r => r.Number == "3") && Receiver.At("/retry").Any(r => r.Number == "1") ? "" : null), () => "the first was tried, and the other referral's arrived");
        Assert.DoesNotContain(Receiver.At("/retry"), r => r.Number == "2");
        await Probe.Until(async () =>
        {
            await service.Hurry("deliveries", created.Id());
            return Receiver.At("/retry").Any(r => r.Number == "2") ? "" : null;
        }, () => "the second follows the first");

        var first = Receiver.At("/retry").Where(r => r.Number == "1").ToList();
        Assert.True(first.Count >= 3);
        Assert.All(first, r => Assert.Equal(first[0].Body, r.Body));
        Assert.True(Receiver.At("/retry").ToList().FindLastIndex(r => r.Number == "1") < Receiver.At("/retry").ToList().FindIndex(r => r.Number == "2"));
    }

    [Fact]
    public async Task An_endpoint_that_hangs_delays_no_other_subscription()
    {
        using var release = new SemaphoreSlim(0);
        Receiver.Answers["/hangs"] = async r =>
        {
            if (r.Type is "event-notification") await release.WaitAsync();
            return 200;
        };
        await Active("/hangs");
        for (var i = 0; i < 5; i++) await Active($"/quick-{i}");
        for (var i = 0; i < 40; i++) await service.Say(Subscribed.Changed($"hang-{i}"));

        for (var i = 0; i < 5; i++) Assert.Equal(40, (await Receiver.Until($"/quick-{i}", 40)).Count);
        Assert.InRange(Receiver.At("/hangs", "event-notification").Count, 1, 3 * Post.AtOnce);
        release.Release(1000);
    }

    [Fact]
    public async Task A_receiver_that_dies_and_comes_back_misses_nothing()
    {
        var other = await Notices.Receiver.Start();
        var address = other.Address;
        (await service.Put("/api/partners/general-hospital", RunningService.Hospital(notificationEndpoints: [Receiver.Address, address]), service.Operator)).EnsureSuccessStatusCode();
        var created = await service.Create(Subscribed.Subscription(address + "/dies"));
        await service.UntilStatus(created.Id(), "active");
        await service.Say(Subscribed.Changed("d1"));
        await other.Until("/dies", 1);
        await other.DisposeAsync();

        for (var i = 0; i < 3; i++) await service.Say(Subscribed.Changed("d1", business: $"3.{i}"));
        await Probe.Until(async () => (await Delivery(created.Id(), 2))["state"]["tries"] > 0 ? "" : null, () => "it was tried in vain");
        Assert.Contains("could not be reached", (await Delivery(created.Id(), 2))["state"]["problem"].AsString, StringComparison.Ordinal);

        await using var back = await Notices.Receiver.Start(address);
        await Probe.Until(async () =>
        {
            await service.Hurry("deliveries", created.Id());
            return back.At("/dies").Count >= 3 ? "" : null;
        }, () => "what was missed arrives");
        Assert.Equal(["2", "3", "4"], back.At("/dies").Select(r => r.Number).Distinct());
    }

    [Fact]
    public async Task After_a_day_in_vain_it_is_an_error_until_its_owner_wants_it_active_and_reads_what_it_missed()
    {
        var created = await Active("/day");
        Receiver.Answers["/day"] = _ => Task.FromResult(503);
        await service.Say(Subscribed.Changed("y1"));
        await service.Say(Subscribed.Changed("y2"));
        await Probe.Until(async () => (await Delivery(created.Id(), 1))["state"]["tries"] > 0 ? "" : null, () => "it was tried in vain");
        await service.Collection("deliveries").UpdateOneAsync(new BsonDocument("_id", Subscribed.DeliveryId(created.Id(), 1)),
            Builders<BsonDocument>.Update.Set("state.failingSince", new BsonDateTime(0)).Set("due", new BsonDateTime(0)));

        var failed = await service.UntilStatus(created.Id(), "error");
        Assert.Contains("24 hours", (string?)failed["error"], StringComparison.Ordinal);
        await service.Say(Subscribed.Changed("y3"));
        await Probe.Until(async () =>
        {
            await service.Hurry("deliveries", created.Id());
            return (await Delivery(created.Id(), 3))["state"]["status"] == "Skipped" ? "" : null;
        }, () => "nothing is sent in error");
        Assert.Equal("3", await Count(created.Id()));

        Receiver.Answers["/day"] = _ => Task.FromResult(200);
        failed["status"] = "requested";
        Assert.Equal(HttpStatusCode.OK, (await service.Put($"/fhir/Subscription/{created.Id()}", failed.ToJsonString(), service.Senders.Token("general-hospital"))).StatusCode);
        await service.UntilStatus(created.Id(), "active");
        Assert.Equal(2, Receiver.At("/day", "handshake").Count);

        var missed = await Events(created.Id(), "?eventsSinceNumber=1&eventsUntilNumber=3");
        Assert.Equal(("history", "query-event"), ((string?)missed["type"], Parameter(missed, "type")!["valueCode"]!.GetValue<string>()));
        Assert.Equal(["1", "2", "3"], Numbers(missed));
        Assert.Equal(["2"], Numbers(await Events(created.Id(), "?eventsSinceNumber=2&eventsUntilNumber=2")));
        Assert.Equal(["3"], Numbers(await Events(created.Id(), "?eventsSinceNumber=3")));
        Assert.Empty(Numbers(await Events(created.Id(), "?eventsSinceNumber=4")));
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get($"/fhir/Subscription/{created.Id()}/$events?eventsSinceNumber=first", service.Senders.Token("general-hospital"))).StatusCode);

        await service.Say(Subscribed.Changed("y4"));
        Assert.Equal("4", (await Receiver.Until("/day", 4, "event-notification"))[^1].Number);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_registered_any_more_gets_nothing()
    {
        var created = await Active("/gone");
        (await service.Put("/api/partners/general-hospital", RunningService.Hospital(), service.Operator)).EnsureSuccessStatusCode();
        await service.Say(Subscribed.Changed("g1"));

        await Probe.Until(async () => (await Delivery(created.Id(), 1))["state"]["tries"] > 0 ? "" : null, () => "it was tried in vain");
        Assert.Contains("not registered", (await Delivery(created.Id(), 1))["state"]["problem"].AsString, StringComparison.Ordinal);
        Assert.Empty(Receiver.At("/gone", "event-notification"));
    }
}
