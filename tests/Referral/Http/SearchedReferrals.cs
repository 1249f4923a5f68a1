using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Hosting;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>A running service with three referrals that have as little in common as can be.</summary>
public sealed class SearchedReferrals(Engines engines) : IAsyncLifetime
{
    public static readonly DateTimeOffset LongAgo = new(2025, 3, 5, 9, 30, 0, TimeSpan.Zero);

    internal RunningService Service { get; } = new(engines);
    /// <summary>Of the general hospital: accepted, received now.</summary>
    public string A { get; private set; } = "";
    /// <summary>Of the same: to be cancelled, received long ago.</summary>
    public string B { get; private set; } = "";
    /// <summary>Of another hospital, for another chain: in review.</summary>
    public string C { get; private set; } = "";

    public string Hospital => Service.Senders.Token("general-hospital");
    public string Network => Service.Tokens.Person("coordinator");

    public async Task InitializeAsync()
    {
        await Service.InitializeAsync();
        var other = RunningService.Hospital("st-brendan").Replace("bay-state-therapy", "pilgrim-bodywork", StringComparison.Ordinal);
        (await Service.Put("/api/partners/st-brendan", other, Service.Operator)).EnsureSuccessStatusCode();
        A = await Send("general-hospital", "S,A", "MRN-A", "111", "2026-11-20T08:00:00Z");
        B = await Send("general-hospital", "S-B", "MRN-B", "222", "2025-03-04");
        C = await Send("st-brendan", "S-C", "MRN-A", "333", "2026-11-21T08:00:00Z", "Z99.9");
        (await Service.Put($"/fhir/ServiceRequest/{B}", $$"""{"resourceType":"ServiceRequest","id":"{{B}}","status":"revoked","intent":"order","subject":{"display":"as sent"} }""", Hospital)).EnsureSuccessStatusCode();
        await Move(B, LongAgo);
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    internal async Task<string> Send(string client, string number, string patient, string npi, string authored, string diagnosis = "M54.31")
    {
        var bundle = Given.Bundle();
        bundle.Resource(0)["identifier"]![0]!["value"] = patient;
        bundle.Resource(1)["code"]!["coding"]![0]!["code"] = diagnosis;
        var order = bundle.Resource(2);
        order["identifier"]![0]!["value"] = number;
        order["identifier"]![0]!["system"] = $"https://{client}.example/orders";
        order["authoredOn"] = authored;
        order["requester"] = JsonNode.Parse($$"""{"identifier":{"system":"http://hl7.org/fhir/sid/us-npi","value":"{{npi}}"} }""");
        order["performer"] = JsonNode.Parse($$"""[{"identifier":{"value":"clinic-{{npi}}"} }]""");
        var answer = await Service.SendBundle(bundle, client);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    /// <summary>As if it had been received, and changed last, at another time.</summary>
    internal async Task Move(string id, DateTimeOffset to, DateTimeOffset? changed = null)
    {
        var referrals = Service.Of<MongoDocuments<Referral, ReferralFact>>().Collection;
        var state = (await referrals.Find(d => d.Id == id).FirstAsync()).State with { ReceivedAt = to, Since = changed ?? to, OrderSince = changed ?? to };
        await referrals.UpdateOneAsync(d => d.Id == id, Builders<Document>.Update.Set(d => d.State, state with { Keys = ReferralKeys.Of(state) }));
    }

    /// <summary>What a search finds, under a header that lets nothing unknown pass.</summary>
    internal async Task<JsonElement> Find(string search, string token)
    {
        var answer = await Service.Get($"/fhir/{search}", token, "handling=strict");
        Assert.True(answer.IsSuccessStatusCode, $"{search}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static IReadOnlyList<string> Ids(JsonElement bundle, string mode = "match") => bundle.TryGetProperty("entry", out var entries)
        ? [.. entries.EnumerateArray().Where(e => e.GetProperty("search").GetProperty("mode").GetString() == mode).Select(e => e.GetProperty("resource").GetProperty("id").GetString()!)]
        : [];

    internal static string? Link(JsonElement bundle, string relation) => bundle.GetProperty("link").EnumerateArray()
        .Where(l => l.GetProperty("relation").GetString() == relation).Select(l => l.GetProperty("url").GetString()).FirstOrDefault();
}
