using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts.Insurance.V1;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Tests.Network;

/// <summary>What operators do about what is late, through the gateway: the waiting room, and snapshots told again.</summary>
[Collection(OnNetwork.Name)]
public sealed class Operators(NetworkFixture network)
{
    const string Room = "api/waiting-room/referral";

    [Fact]
    public async Task An_operator_sees_why_a_message_waits_returns_it_alone_or_with_its_kind_and_gives_it_up_only_with_a_reason()
    {
        using var @operator = await network.As("operator");
        var (mine, other) = (await Unbelievable(), await Unbelievable());
        await Probe.Until(async () => (await List(@operator)).Count(m => Id(m) == $"{mine}" || Id(m) == $"{other}") == 2, () => "both messages are listed");

        var shown = await @operator.GetFromJsonAsync<JsonObject>(new Uri($"{Room}/{mine}", UriKind.Relative));
        Assert.Equal(("referral", "insurance.v1.units-refused", "Waiting"), ((string?)shown!["queue"], (string?)shown["type"], (string?)shown["status"]));
        Assert.False(string.IsNullOrEmpty((string?)shown["kind"]));
        Assert.DoesNotContain("whatever", shown.ToJsonString(), StringComparison.Ordinal);

        await Post(@operator, $"{Room}/{mine}/return", HttpStatusCode.OK);
        await Probe.Until(async () => await Tries(mine) > 1, () => "it came back at once, and failed again");
        var (before, kind) = (await Tries(other), Uri.EscapeDataString((string)shown["kind"]!));
        Assert.True((int)(await Post(@operator, $"{Room}/return?queue=referral&kind={kind}", HttpStatusCode.OK))["returning"]! >= 2);
        await Probe.Until(async () => await Tries(other) > before, () => "the others of its kind came back too");
        Assert.Contains((await Stored(other))["history"].AsBsonArray, fact => fact["fact"]["_t"] == "MessageReturnAsked" && fact["actor"]["role"] == "operator");

        var refused = await Post(@operator, $"{Room}/{mine}/discard", HttpStatusCode.UnprocessableEntity, new JsonObject { ["reason"] = " " });
        Assert.Contains("reason", refused.ToJsonString(), StringComparison.Ordinal);
        foreach (var message in new[] { mine, other }) await Post(@operator, $"{Room}/{message}/discard", HttpStatusCode.OK, new JsonObject { ["reason"] = "Said by a test." });
        Assert.DoesNotContain(await List(@operator), m => Id(m) == $"{mine}" || Id(m) == $"{other}");
        Assert.Contains(await List(@operator, "?status=Discarded"), m => Id(m) == $"{mine}");
        await Post(@operator, $"{Room}/{mine}/return", HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("coordinator", HttpStatusCode.Forbidden)]
    [InlineData("general-hospital", HttpStatusCode.Forbidden)]
    public async Task The_waiting_room_is_for_operators_and_auditors(string who, HttpStatusCode answer)
    {
        using var somebody = await network.As(who);
        Assert.Equal(answer, (await somebody.GetAsync(new Uri(Room, UriKind.Relative))).StatusCode);
        Assert.Equal(answer, (await somebody.PostAsync(new Uri($"{Room}/return", UriKind.Relative), null)).StatusCode);
        Assert.Equal(answer, (await somebody.PostAsync(new Uri("api/snapshots/referral", UriKind.Relative), null)).StatusCode);
    }

    [Fact]
    public async Task A_projection_that_is_behind_is_cured_by_telling_one_referral_again_or_all()
    {
        using var people = await People.Of(network);
        using var @operator = await network.As("operator");
        var referral = await people.Booked();
        await Lose(referral);
        await Post(@operator, $"api/snapshots/referral/{referral}", HttpStatusCode.Accepted);
        await Seen(referral);

        await Lose(referral);
        var all = await Post(@operator, "api/snapshots/referral", HttpStatusCode.OK);
        while ((string?)all["next"] is { } next) all = await Post(@operator, $"api/snapshots/referral?after={next}", HttpStatusCode.OK);
        await Seen(referral);
    }

    IMongoCollection<BsonDocument> Rows => network.Collection("operations", "referrals");

    async Task Lose(string referral)
    {
        await Seen(referral);
        await Rows.DeleteOneAsync(new BsonDocument("_id", referral));
    }

    Task Seen(string referral) => Probe.Until(async () => await Rows.Find(new BsonDocument { { "_id", referral }, { "businessStatus", "5.1.1" } }).AnyAsync(), () => $"operators see {referral} as booked");

    /// <summary>Nobody counts that many attempts: it fails as often as it comes.</summary>
    async Task<Guid> Unbelievable()
    {
        await using var wire = await Wire.Connect(network.RabbitMq);
        return await wire.Say("referral", new UnitsRefused { ReferralId = $"none-{Guid.NewGuid():N}", Version = 1, Attempt = int.MaxValue, ReasonCode = "whatever", Reason = "whatever" });
    }

    Task<BsonDocument> Stored(Guid message) => network.Find("referral", "failed-messages", $"{message}");

    async Task<int> Tries(Guid message) => (await Stored(message))["state"]["tries"].AsInt32;

    static async Task<IReadOnlyList<JsonNode?>> List(HttpClient http, string query = "")
    {
        var page = await http.GetFromJsonAsync<JsonObject>(new Uri(Room + query, UriKind.Relative));
        return [.. page!["messages"]!.AsArray()];
    }

    static string? Id(JsonNode? message) => (string?)message!["id"];

    static async Task<JsonObject> Post(HttpClient http, string path, HttpStatusCode expected, JsonObject? body = null)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body ?? []);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
