using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Gateway;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>The registry is the referral service's; the gateway hears it and keeps the last that it heard.</summary>
public sealed class PartnerRegistryTests(RunningGateway gateway) : IClassFixture<RunningGateway>, IAsyncLifetime
{
    const string Hospital = "harbor-hospital";
    readonly PartnerKey first = PartnerKey.Ec("harbor-1");
    readonly PartnerKey second = PartnerKey.Ec("harbor-2");
    readonly EchoService referral = new("referral");

    public Task InitializeAsync() => referral.Start();

    [Fact]
    public async Task A_partner_registered_later_its_new_key_and_its_suspension_take_effect_without_a_restart()
    {
        using var client = await Start();
        Assert.Equal(401, await Token(client, first));

        referral.Registry = List(first);
        await Probe.Until(() => Token(client, first), status => status == 200);
        referral.Registry = List(first, second);
        await Probe.Until(() => Token(client, second), status => status == 200);
        referral.Registry = List(second);
        await Probe.Until(() => Token(client, first), status => status == 401);
        referral.Registry = List(suspended: true, second);
        await Probe.Until(() => Token(client, second), status => status == 401);

        var asker = new JsonWebToken(referral.Asker!["Bearer ".Length..]);
        Assert.Equal((RunningGateway.ServiceIssuer, "gateway"), (asker.Issuer, asker.Subject));
    }

    [Fact]
    public async Task The_last_known_partners_survive_a_restart_while_the_registry_is_away_and_their_age_is_told()
    {
        var database = ("Database", $"gateway-test-{Guid.NewGuid():N}");
        referral.Registry = List(first);
        using (var before = await Start(database)) await Probe.Until(() => Token(before, first), status => status == 200);
        referral.Registry = null;

        using var after = await Start(database);
        await Probe.Until(() => Token(after, first), status => status == 200);
        Assert.Equal(401, await Token(after, gateway.Rsa, RunningGateway.RsaPartner));
        Assert.Matches(@"heard \d+ s ago", await Told(after));
    }

    [Fact]
    public async Task Until_the_registry_has_told_of_anybody_nobody_is_known_and_nobody_gets_in()
    {
        referral.Registry = "[]";
        using var client = await Start();
        await Probe.Until(() => Task.FromResult(referral.Asker), asker => asker is not null);
        Assert.Equal(401, await Token(client, gateway.Rsa, RunningGateway.RsaPartner));
        Assert.StartsWith("Unhealthy: no partner is known", await Told(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_without_keys_gets_no_token()
    {
        referral.Registry = $$"""[{"id":"{{RunningGateway.RsaPartner}}","name":"General Hospital"}]""";
        using var client = await Start();
        Assert.Equal(401, await Token(client, gateway.Rsa, RunningGateway.RsaPartner));
        Assert.StartsWith("Healthy", await Told(client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("[{\"keys\":7}]")]
    public async Task An_answer_that_is_no_registry_changes_nothing(string answer)
    {
        referral.Registry = List(first);
        using var client = await Start();
        Assert.Equal(200, await Token(client, first));

        (referral.Registry, referral.Asker) = (answer, null);
        await Probe.Until(() => Task.FromResult(referral.Asker), asker => asker is not null);
        Assert.Equal(200, await Token(client, first));
        Assert.Equal(200, await client.Status("/api/overview"));
    }

    Task<HttpClient> Start(params IEnumerable<(string, string)> settings) => gateway.Start([("Services:referral", referral.Address), .. settings]);

    static async Task<int> Token(HttpClient client, PartnerKey key, string partner = Hospital) =>
        (await RunningGateway.Token(client, key.Sign(new(partner, RunningGateway.TokenEndpoint)))).Status;

    static async Task<string> Told(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/health/policy", UriKind.Relative));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("partners").GetString()!;
    }

    static string List(params PartnerKey[] keys) => List(suspended: false, keys);

    static string List(bool suspended, params PartnerKey[] keys) => new JsonArray(new JsonObject
    {
        ["id"] = Hospital,
        ["name"] = "Harbor Hospital",
        ["chain"] = "bay-state-therapy",
        ["identifierSystems"] = new JsonArray("https://harbor-hospital.example/orders"),
        ["keys"] = new JsonObject { ["keys"] = new JsonArray([.. keys.Select(k => k.Public())]) },
        ["scopes"] = new JsonArray("system/Task.rs"),
        ["suspended"] = suspended,
        ["version"] = 1,
    }).ToJsonString();

    public async Task DisposeAsync() => await referral.DisposeAsync();
}
