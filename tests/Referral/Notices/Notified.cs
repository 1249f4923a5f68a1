using System.Text.Json.Nodes;
using ClinicNetwork.Tests.Referrals.Http;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>A hospital whose endpoint is notified, on the real store and over real HTTP.</summary>
public abstract class Notified(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
{
    internal Receiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Receiver = await Notices.Receiver.Start();
        (await service.Put("/api/partners/general-hospital", RunningService.Hospital(notificationEndpoints: Receiver.Address), service.Operator)).EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync() => await Receiver.DisposeAsync();

    protected async Task<JsonObject> Active(string path, string content = "id-only", Action<JsonObject>? change = null, params string[] filters)
    {
        var subscription = Subscribed.Subscription(Receiver.Address + path, content, filters: filters);
        change?.Invoke(subscription);
        var created = await service.Create(subscription);
        await service.UntilStatus(created.Id(), "active");
        return created;
    }

    protected async Task<JsonNode> Events(string id, string query) =>
        JsonNode.Parse(await (await service.Get($"/fhir/Subscription/{id}/$events{query}", service.Senders.Token("general-hospital"))).Content.ReadAsStringAsync())!;

    protected static JsonNode? Parameter(JsonNode bundle, string name, bool isStatus = false) =>
        (isStatus ? bundle : bundle["entry"]![0]!["resource"]!)["parameter"]!.AsArray().FirstOrDefault(p => (string?)p!["name"] == name);

    protected static IEnumerable<string> Numbers(JsonNode bundle) => bundle["entry"]![0]!["resource"]!["parameter"]!.AsArray().Where(p => (string?)p!["name"] == "notification-event")
        .Select(p => p!["part"]!.AsArray().Single(part => (string?)part!["name"] == "event-number")!["valueString"]!.GetValue<string>());

    protected async Task<BsonDocument> Stored(string collection, string id) => await service.Collection(collection).Find(new BsonDocument("_id", id)).FirstAsync();

    protected Task<BsonDocument> Delivery(string id, long number) => Stored("deliveries", Subscribed.DeliveryId(id, number));

    protected async Task<string?> Count(string id) => JsonNode.Parse(await (await service.Get($"/fhir/Subscription/{id}/$status", service.Senders.Token("general-hospital"))).Content.ReadAsStringAsync())!
        ["entry"]![0]!["resource"]!["parameter"]!.AsArray().Single(p => (string?)p!["name"] == "events-since-subscription-start")!["valueString"]!.GetValue<string>();
}
