using System.Text;
using ClinicNetwork.Gateway;
using Microsoft.IdentityModel.JsonWebTokens;

namespace ClinicNetwork.Tests.Gateway;

public sealed class TokenEndpointTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    static Assertion Good => new(RunningGateway.RsaPartner, RunningGateway.TokenEndpoint);

    [Fact]
    public async Task An_RS384_assertion_gets_a_token_that_names_the_partner_its_scopes_and_the_network()
    {
        var (status, body) = await gateway.Token(gateway.Rsa.Sign(Good), "system/ServiceRequest.c system/Task.r");

        Assert.Equal(200, status);
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.InRange(body.GetProperty("expires_in").GetInt32(), 1, 300);
        var token = new JsonWebToken(body.GetProperty("access_token").GetString());
        Assert.Equal(("ES256", "at+jwt", RunningGateway.Issuer), (token.Alg, token.Typ, token.Issuer));
        Assert.Equal(["clinic-network"], token.Audiences);
        Assert.Equal(RunningGateway.RsaPartner, token.GetClaim("client_id").Value);
        Assert.Equal("system/ServiceRequest.c system/Task.r", token.GetClaim("scope").Value);
        Assert.InRange((token.ValidTo - token.IssuedAt).TotalMinutes, 1, 15);
    }

    [Fact]
    public async Task An_ES384_assertion_gets_a_token_and_a_wildcard_registration_covers_each_resource()
    {
        var (status, body) = await gateway.Token(
            gateway.Ec.Sign(new(RunningGateway.EcPartner, RunningGateway.TokenEndpoint) { Typ = "client-authentication+jwt" }), "system/Appointment.rs");

        Assert.Equal(200, status);
        Assert.Equal("system/Appointment.rs", new JsonWebToken(body.GetProperty("access_token").GetString()).GetClaim("scope").Value);
    }

    public static TheoryData<string, Func<Assertion, Assertion>> Spoiled => new()
    {
        { "aud is the issuer", a => a with { Audience = RunningGateway.Issuer } },
        { "aud is another path", a => a with { Audience = RunningGateway.TokenEndpoint + "/" } },
        { "expired", a => a with { Life = TimeSpan.FromMinutes(-1) } },
        { "lives too long", a => a with { Life = TimeSpan.FromMinutes(10) } },
        { "never expires", a => a with { Life = null } },
        { "no jti", a => a with { Jti = null } },
        { "sub is another", a => a with { Subject = RunningGateway.EcPartner } },
        { "no sub", a => a with { Subject = null } },
        { "unknown client", a => a with { Issuer = "nobody", Subject = "nobody" } },
        { "another client's name", a => a with { Issuer = RunningGateway.EcPartner, Subject = RunningGateway.EcPartner } },
        { "an access token's type", a => a with { Typ = "at+jwt" } },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task A_spoiled_assertion_is_an_invalid_client(string how, Func<Assertion, Assertion> spoil)
    {
        var answer = await gateway.Token(gateway.Rsa.Sign(spoil(Good)));
        AssertInvalidClient(answer, how);
    }

    [Fact]
    public async Task A_jti_counts_once_for_a_client_and_separately_for_another()
    {
        var jti = Guid.NewGuid().ToString();
        var once = gateway.Rsa.Sign(Good with { Jti = jti });

        Assert.Equal(200, (await gateway.Token(once)).Status);
        AssertInvalidClient(await gateway.Token(once), "the same assertion");
        AssertInvalidClient(await gateway.Token(gateway.Rsa.Sign(Good with { Jti = jti })), "the same jti in a new assertion");
        Assert.Equal(200, (await gateway.Token(gateway.Ec.Sign(new(RunningGateway.EcPartner, RunningGateway.TokenEndpoint) { Jti = jti }))).Status);
    }

    [Fact]
    public async Task Of_many_uses_of_one_assertion_at_once_exactly_one_succeeds()
    {
        var assertion = gateway.Rsa.Sign(Good);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.Token(assertion)));
        Assert.Single(answers, a => a.Status == 200);
    }

    [Fact]
    public async Task A_key_that_is_not_registered_signs_nothing_even_under_a_registered_kid()
    {
        AssertInvalidClient(await gateway.Token(PartnerKey.Rsa("general-1").Sign(Good)), "same kid, other key");
        AssertInvalidClient(await gateway.Token(PartnerKey.Rsa("general-2").Sign(Good)), "unknown kid");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("HS384")]
    public async Task Weak_algorithms_are_refused(string algorithm)
    {
        var publicKey = Encoding.UTF8.GetBytes(gateway.Rsa.Public().ToJsonString());
        AssertInvalidClient(await gateway.Token(Good.Forge(algorithm, "general-1", publicKey)), algorithm);
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.")]
    public async Task Noise_is_an_invalid_client(string noise) => AssertInvalidClient(await gateway.Token(noise), noise);

    [Theory]
    [InlineData("system/Appointment.r")]
    [InlineData("system/ServiceRequest.crud")]
    [InlineData("system/Task.r system/Appointment.r")]
    [InlineData("user/Task.r")]
    [InlineData("system/Task.write")]
    [InlineData("system/*.d")]
    [InlineData("system/Task.sr")]
    [InlineData(null)]
    public async Task A_scope_beyond_the_registration_is_an_invalid_scope(string? scope)
    {
        var (status, body) = await gateway.Token(gateway.Rsa.Sign(Good), scope);
        Assert.Equal((400, "invalid_scope"), (status, body.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("system/*.rs", "system/ServiceRequest.r system/Task.rs")]
    [InlineData("system/*.cruds", "system/ServiceRequest.cru system/Task.rs")]
    [InlineData("system/*.read", "system/ServiceRequest.r system/Task.rs")]
    [InlineData("system/Task.read", "system/Task.rs")]
    [InlineData("system/Task.read system/Task.write system/ServiceRequest.write", "system/Task.rs system/ServiceRequest.cu")]
    [InlineData("system/ServiceRequest.*", "system/ServiceRequest.cru")]
    [InlineData("system/Task.r system/*.s system/Task.r", "system/Task.rs")]
    [InlineData("system/ServiceRequest.c", "system/ServiceRequest.c")]
    public async Task Who_asks_for_whatever_there_is_gets_what_is_registered_and_hears_what_that_is(string asked, string granted)
    {
        var (status, body) = await gateway.Token(gateway.Rsa.Sign(Good), asked);

        Assert.Equal((200, granted), (status, body.GetProperty("scope").GetString()));
        Assert.Equal(granted, new JsonWebToken(body.GetProperty("access_token").GetString()).GetClaim("scope").Value);
    }

    [Fact]
    public async Task Without_an_assertion_there_is_no_token()
    {
        using var answer = await gateway.Client.PostAsync(new Uri("/connect/token", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = RunningGateway.RsaPartner,
            ["client_secret"] = "guess",
            ["scope"] = "system/Task.r",
        }));
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("invalid_client", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    static void AssertInvalidClient((int Status, System.Text.Json.JsonElement Body) answer, string how)
    {
        Assert.True(answer.Status == 401, $"{how}: {answer.Status} {answer.Body}");
        Assert.Equal("invalid_client", answer.Body.GetProperty("error").GetString());
        Assert.False(string.IsNullOrEmpty(answer.Body.GetProperty("error_description").GetString()));
    }
}
