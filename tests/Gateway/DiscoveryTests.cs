using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Gateway;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Tests.Gateway;

public sealed class DiscoveryTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task The_SMART_configuration_names_the_token_endpoint_and_what_it_takes()
    {
        var smart = await Get("/fhir/.well-known/smart-configuration");
        Assert.Equal(RunningGateway.TokenEndpoint, smart.GetProperty("token_endpoint").GetString());
        Assert.Equal(["client_credentials"], Texts(smart, "grant_types_supported"));
        Assert.Equal(["private_key_jwt"], Texts(smart, "token_endpoint_auth_methods_supported"));
        Assert.Equal(["RS384", "ES384"], Texts(smart, "token_endpoint_auth_signing_alg_values_supported"));
        Assert.Contains("client-confidential-asymmetric", Texts(smart, "capabilities"));
        Assert.Contains("system/ServiceRequest.crus", Texts(smart, "scopes_supported"));
    }

    [Fact]
    public async Task OpenID_discovery_agrees_and_publishes_the_public_signing_key_only()
    {
        var discovery = await Get("/.well-known/openid-configuration");
        Assert.Equal(RunningGateway.Issuer, discovery.GetProperty("issuer").GetString());
        Assert.Equal(["private_key_jwt"], Texts(discovery, "token_endpoint_auth_methods_supported"));

        var key = Assert.Single((await Get("/.well-known/jwks")).GetProperty("keys").EnumerateArray());
        Assert.Equal(("EC", "gateway-1"), (key.GetProperty("kty").GetString(), key.GetProperty("kid").GetString()));
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Fact]
    public async Task The_capability_statement_is_valid_FHIR_and_lists_what_is_there()
    {
        using var answer = await gateway.Client.GetAsync(new Uri("/fhir/metadata", UriKind.Relative));
        Assert.Equal("application/fhir+json", answer.Content.Headers.ContentType?.MediaType);
        var statement = new FhirJsonDeserializer().Deserialize<CapabilityStatement>(await answer.Content.ReadAsStringAsync());

        Assert.Equal(FHIRVersion.N4_0_1, statement.FhirVersion);
        var rest = statement.Rest.Single();
        Assert.Contains(rest.Interaction, i => i.Code == CapabilityStatement.SystemRestfulInteraction.Transaction);
        var order = rest.Resource.Single(r => r.Type == "ServiceRequest");
        Assert.Contains(order.Interaction, i => i.Code == CapabilityStatement.TypeRestfulInteraction.Create);
        Assert.Contains(rest.Resource.Single(r => r.Type == "Task").SearchParam, p => p.Name == "identifier");
    }

    [Fact]
    public void A_wrong_configuration_names_every_problem_at_once()
    {
        var error = Assert.Throws<InvalidOperationException>(() => GatewayApp.Build(["--ConnectionStrings:MongoDb=", "--Services:referral=nowhere", "--Services:scheduling:0=http://127.0.0.1:1", "--Services:scheduling:1=nowhere", "--Gateway:Proxies=anywhere", "--Gateway:RateLimit:Burst=0"]));
        Assert.All(["ConnectionStrings:MongoDb", "Identity:Issuers:partner:Issuer", "Gateway:SigningKey", "Gateway:Proxies", "Services:referral", "Services:scheduling", "Services:operations", "Gateway:RateLimit"],
            key => Assert.Contains(key, error.Message, StringComparison.Ordinal));
    }

    Task<JsonElement> Get(string path) => gateway.Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    static string[] Texts(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(t => t.GetString()!)];
}
