using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Engines;
using ClinicNetwork.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>The real gateway on a free loopback port, with real MongoDB behind it and one <see cref="EchoService"/> that stands for all services.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    public const string Issuer = "https://gateway.test/";
    public const string TokenEndpoint = Issuer + "connect/token";
    public const string ServiceIssuer = "https://services.test/";
    public const string RsaPartner = "general-hospital";
    public const string EcPartner = "lakeside-medical-center";

    readonly string folder = Directory.CreateTempSubdirectory("gateway-test-").FullName;
    readonly List<WebApplication> started = [];
    EngineLease engines = null!;

    public PartnerKey Rsa { get; } = PartnerKey.Rsa("general-1");
    public PartnerKey Ec { get; } = PartnerKey.Ec("lakeside-1");
    PartnerKey Signing { get; } = PartnerKey.Ec("gateway-1", forAccessTokens: true);
    PartnerKey ServiceKey { get; } = PartnerKey.Ec("service-gateway", forAccessTokens: true);
    public EchoService Service { get; } = new();
    public HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        engines = await EngineLease.AcquireAsync();
        Service.Registry = Registry;
        await Service.Start();
        Client = await Start();
    }

    /// <summary>Another gateway on the same engines and service, with its own database and settings.</summary>
    public Task<HttpClient> Start(params IEnumerable<(string Key, string Value)> settings) => Start(null, settings);

    /// <inheritdoc cref="Start(IEnumerable{ValueTuple{string, string}})"/>
    /// <param name="log">Hears what that gateway logs.</param>
    public async Task<HttpClient> Start(ILoggerProvider? log, params IEnumerable<(string Key, string Value)> settings)
    {
        var app = GatewayApp.Build([.. Configuration().Concat(settings).GroupBy(s => s.Key).Select(g => $"--{g.Key}={g.Last().Value}")]);
        if (log is not null) app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        started.Add(app);
        await app.StartAsync();
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null }) { BaseAddress = new(app.Urls.First()) };
    }

    IEnumerable<(string Key, string Value)> Configuration()
    {
        var person = File("person.json", new JsonObject { ["keys"] = new JsonArray() });
        yield return ("urls", "http://127.0.0.1:0");
        yield return ("environment", "Development");
        yield return ("Logging:LogLevel:Default", "Warning");
        yield return ("ConnectionStrings:MongoDb", engines.MongoConnectionString);
        yield return ("Database", $"gateway-test-{Guid.NewGuid():N}");
        yield return ("Identity:Issuers:partner:Issuer", Issuer);
        yield return ("Identity:Issuers:partner:Keys", File("jwks.json", new JsonObject { ["keys"] = new JsonArray(Signing.Public()) }));
        yield return ("Identity:Issuers:person:Issuer", "https://people.test/");
        yield return ("Identity:Issuers:person:Keys", person);
        yield return ("Identity:Issuers:service:Issuer", ServiceIssuer);
        yield return ("Identity:Issuers:service:Keys", person);
        yield return ("Identity:ServiceKey", File("service.json", ServiceKey.Private()));
        yield return ("Gateway:SigningKey", File("signing.json", Signing.Private()));
        foreach (var service in GatewaySettings.ServiceNames) yield return ($"Services:{service}", Service.Address);
    }

    /// <summary>A registry as the referral service tells it, with both partners.</summary>
    string Registry => new JsonArray(
        Registration(RsaPartner, Rsa, "system/ServiceRequest.cru", "system/Task.rs"),
        Registration(EcPartner, Ec, "system/*.rs")).ToJsonString();

    static JsonObject Registration(string id, PartnerKey key, params string[] scopes) => new()
    {
        ["id"] = id,
        ["name"] = id,
        ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]),
        ["keys"] = new JsonObject { ["keys"] = new JsonArray(key.Public()) },
    };

    public string File(string name, JsonNode content)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, content.ToJsonString());
        return path;
    }

    public Task<(int Status, JsonElement Body)> Token(string assertion, string? scope = "system/Task.r") => Token(Client, assertion, scope);

    public static async Task<(int Status, JsonElement Body)> Token(HttpClient client, string assertion, string? scope = "system/Task.r")
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        };
        if (scope is not null) form["scope"] = scope;
        using var answer = await client.PostAsync(new Uri("/connect/token", UriKind.Relative), new FormUrlEncodedContent(form));
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(text is "" ? "{}" : text));
    }

    public async Task DisposeAsync()
    {
        foreach (var app in started) await app.DisposeAsync();
        await Service.DisposeAsync();
        await engines.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
