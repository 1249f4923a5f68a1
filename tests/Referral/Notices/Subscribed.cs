using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Tests.Referrals.Http;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>What tests of notifications do in a hospital's name.</summary>
static class Subscribed
{
    const string Structures = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition";

    public static JsonObject Subscription(string endpoint, string content = "id-only", string topic = "state", params string[] filters) => JsonNode.Parse($$"""
        {
          "resourceType": "Subscription", "status": "requested", "reason": "To know at once",
          "criteria": "https://clinicnetwork.example/fhir/SubscriptionTopic/referral-{{topic}}",
          "_criteria": { "extension": [ {{string.Join(", ", filters.Select(f => $$"""{ "url": "{{Structures}}/backport-filter-criteria", "valueString": "{{f}}" }"""))}} ] },
          "channel": {
            "type": "rest-hook", "endpoint": "{{endpoint}}", "payload": "application/fhir+json",
            "_payload": { "extension": [ { "url": "{{Structures}}/backport-payload-content", "valueCode": "{{content}}" } ] }
          }
        }
        """)!.AsObject().WithoutEmpty();

    /// <summary>FHIR's JSON has no empty lists.</summary>
    static JsonObject WithoutEmpty(this JsonObject subscription)
    {
        if (subscription["_criteria"]!["extension"]!.AsArray().Count == 0) subscription.Remove("_criteria");
        return subscription;
    }

    public static JsonObject With(this JsonObject subscription, string extension, int value)
    {
        var channel = subscription["channel"]!.AsObject();
        if (channel["extension"] is null) channel["extension"] = new JsonArray();
        channel["extension"]!.AsArray().Add(new JsonObject { ["url"] = $"{Structures}/{extension}", ["valueUnsignedInt"] = value });
        return subscription;
    }

    public static Task<HttpResponseMessage> Send(this RunningService service, JsonNode subscription, string client = "general-hospital", string scope = "system/*.cruds") =>
        service.Post("/fhir/Subscription", Encoding.UTF8.GetBytes(subscription.ToJsonString()), service.Senders.Token(client, scope), ("Content-Type", "application/fhir+json"));

    /// <summary>The subscription as created.</summary>
    public static async Task<JsonObject> Create(this RunningService service, JsonNode subscription, string client = "general-hospital")
    {
        var answer = await service.Send(subscription, client);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static string Id(this JsonNode resource) => (string)resource["id"]!;

    public static string Secret(this JsonNode subscription) =>
        (string)subscription["extension"]!.AsArray().Single(e => ((string)e!["url"]!).EndsWith("subscription-secret", StringComparison.Ordinal))!["valueString"]!;

    public static async Task<JsonObject> Subscription(this RunningService service, string id) =>
        JsonNode.Parse(await (await service.Get($"/fhir/Subscription/{id}", service.Senders.Token("general-hospital"))).Content.ReadAsStringAsync())!.AsObject();

    public static Task<JsonObject> UntilStatus(this RunningService service, string id, string status)
    {
        var last = "";
        return Probe.Until(async () => (last = (string?)(await service.Subscription(id))["status"]) == status ? await service.Subscription(id) : null, () => $"{id} is {status} (it is {last})");
    }

    /// <summary>A referral's new status, as the network tells itself.</summary>
    public static ReferralStatusChanged Changed(string referral, string status = "accepted", string business = "3.0", string partner = "general-hospital") => new()
    {
        ReferralId = referral, Version = 1, Chain = "bay-state-therapy", Partner = partner, Status = status, BusinessStatus = business, Priority = "routine", ReceivedAt = Given.Now, At = Given.Now, IsNews = true,
    };

    public static IMongoCollection<BsonDocument> Collection(this RunningService service, string collection) => service.Of<IMongoDatabase>().GetCollection<BsonDocument>(collection);

    public static string DeliveryId(string subscription, long number) => Delivery.IdOf(subscription, number);

    /// <summary>Time has come, however far off it was.</summary>
    public static Task Hurry(this RunningService service, string collection, string idPrefix) => service.Collection(collection).UpdateManyAsync(
        Builders<BsonDocument>.Filter.Gte("_id", idPrefix) & Builders<BsonDocument>.Filter.Lt("_id", idPrefix + "~") & Builders<BsonDocument>.Filter.Exists("due"),
        Builders<BsonDocument>.Update.Set("due", new BsonDateTime(0)));
}
