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
        Assert.Contains("system/ServiceRequest.cru", Texts(smart, "scopes_supported"));
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
        var order = rest.Resource.First(r => r.Type == "ServiceRequest");
        Assert.Contains(order.Interaction, i => i.Code == CapabilityStatement.TypeRestfulInteraction.Create);
        Assert.Contains(rest.Resource.First(r => r.Type == "Task").SearchParam, p => p.Name == "identifier");
    }

    [Fact]
    public async Task Messages_are_offered_as_such_where_a_service_takes_them()
    {
        var referral = new EchoService("referral");
        await referral.Start();
        referral.Offer = referral.Offer!.Replace("\"interaction\":[{\"code\":\"transaction\"}],", "\"interaction\":[{\"code\":\"transaction\"}],\"operation\":[{\"name\":\"process-message\",\"definition\":\"http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message\"}],", StringComparison.Ordinal);
        using var client = await gateway.Start(("Services:referral", referral.Address));
        var text = await Probe.Until(() => client.GetStringAsync(new Uri("/fhir/metadata", UriKind.Relative)), t => t.Contains("process-message", StringComparison.Ordinal));
        var statement = new FhirJsonDeserializer().Deserialize<CapabilityStatement>(text);
        Assert.Equal($"{RunningGateway.Issuer}fhir/$process-message", statement.Messaging.Single().Endpoint.Single().Address);
        Assert.Contains(statement.Rest.Single().Operation, o => o.Name == "process-message");
        await referral.DisposeAsync();
    }

    [Fact]
    public async Task The_JSON_API_is_described_by_all_services_together_as_a_page_and_as_OpenAPI()
    {
        var all = await Get("/docs/api/openapi.json");
        Assert.Equal("3.1.0", all.GetProperty("openapi").GetString());
        Assert.NotEmpty(all.GetProperty("paths").EnumerateObject());
        using var page = await gateway.Client.GetAsync(new Uri("/docs/api", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("One &lt;of&gt; them.", html, StringComparison.Ordinal);
        Assert.Contains("coordinator", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(script|link|img|iframe)|src=|url\\(|@import", html);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_what_is_offered_is_never_told_as_all_of_it()
    {
        using var client = await gateway.Start(("Services:scheduling", "http://127.0.0.1:9"));
        using var answer = await client.GetAsync(new Uri("/fhir/metadata", UriKind.Relative));
        Assert.Equal((502, OperationOutcome.IssueType.Transient), ((int)answer.StatusCode, await RoutingTests.Issue(answer)));
    }

    [Fact]
    public async Task What_a_service_says_is_told_as_soon_as_it_says_it_and_stands_while_it_is_away()
    {
        var (referral, silent) = (new EchoService("referral"), new EchoService("silent") { Offer = null });
        await referral.Start();
        await silent.Start();
        using var client = await gateway.Start(("Services:referral", referral.Address), ("Services:scheduling", silent.Address), ("Services:insurance", silent.Address));
        referral.Offer = referral.Offer!.Replace("identifier", "status", StringComparison.Ordinal);
        await Probe.Until(() => Statement(client), text => text.Contains("\"name\":\"status\"", StringComparison.Ordinal));
        Assert.Equal(["system/ServiceRequest.cru", "system/Task.rs", "system/*.cruds"], Texts(await client.GetFromJsonAsync<JsonElement>(new Uri("/fhir/.well-known/smart-configuration", UriKind.Relative)), "scopes_supported"));

        referral.Offer = "not what it should be";
        await Probe.Until(() => Statement(client), text => text.Contains("\"name\":\"status\"", StringComparison.Ordinal));
        await referral.DisposeAsync();
        Assert.Contains("\"name\":\"status\"", await Statement(client), StringComparison.Ordinal);
        await silent.DisposeAsync();

        static Task<string> Statement(HttpClient client) => client.GetStringAsync(new Uri("/fhir/metadata", UriKind.Relative));
    }

    [Fact]
    public async Task What_tells_how_to_go_on_is_read_by_GET_and_HEAD_and_by_nothing_else()
    {
        foreach (var path in new[] { "/fhir/metadata", "/fhir/.well-known/smart-configuration" })
        {
            using var head = await gateway.Client.SendAsync(new(HttpMethod.Head, path));
            Assert.Equal((200, ""), ((int)head.StatusCode, await head.Content.ReadAsStringAsync()));
            using var post = await gateway.Client.SendAsync(new(HttpMethod.Post, path));
            Assert.Equal((405, "GET, HEAD"), ((int)post.StatusCode, string.Join(", ", post.Content.Headers.Allow)));
            Assert.Equal(OperationOutcome.IssueType.NotSupported, await RoutingTests.Issue(post));
        }
        Assert.Equal(406, await gateway.Client.Status("/fhir/metadata?_format=xml"));
        Assert.Equal(200, await gateway.Client.Status("/fhir/metadata?_format=application/fhir%2Bjson"));
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
