using System.Net;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Gateway;

/// <summary>A token bucket: so many at once, refilled by so many a second.</summary>
public sealed record RateLimit(int Burst, int PerSecond);

/// <summary>What the gateway runs by, checked as a whole before it starts.</summary>
/// <param name="Issuer">Of the partners' access tokens, ends with a slash.</param>
/// <param name="SigningKey">Private key of the access tokens: RSA (RS256) or EC P-256 (ES256).</param>
/// <param name="Services">Base addresses of each service behind the gateway, one an instance.</param>
/// <param name="PerCaller">Per partner (per remote address without a token); default 400 at once, 200 a second.</param>
/// <param name="TokenRequests">Token requests per remote address; default 100 at once, 20 a second.</param>
/// <param name="Proxies">Networks (<c>10.1.0.0/16</c>, or one address) whose forwarded headers are believed: those of the TLS terminator; none by default.</param>
/// <param name="MetricsPort">The one port that tells metrics, among those that the gateway listens on; null for none. It is not for the outside.</param>
public sealed record GatewaySettings(
    Uri Issuer, string Audience, SecurityKey SigningKey,
    IReadOnlyDictionary<string, IReadOnlyList<Uri>> Services, RateLimit PerCaller, RateLimit TokenRequests, IReadOnlyList<IPNetwork> Proxies, int? MetricsPort)
{
    public static readonly IReadOnlyList<string> ServiceNames = ["referral", "scheduling", "insurance", "operations"];

    public string TokenEndpoint => $"{Issuer}connect/token";
    public string FhirBase => $"{Issuer}fhir";

    /// <summary>Reads and checks everything.</summary>
    /// <exception cref="InvalidOperationException">Names every problem found, one a line.</exception>
    public static GatewaySettings Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        if (configuration.GetConnectionString("MongoDb") is null or "") problems.Add("ConnectionStrings:MongoDb is missing.");
        var settings = new GatewaySettings(
            PublicAddress(configuration, problems),
            configuration["Identity:Audience"] ?? "clinic-network",
            Key(configuration["Gateway:SigningKey"], problems),
            ServiceNames.ToDictionary(name => name, name => Service(configuration.GetSection($"Services:{name}"), problems)),
            Limit(configuration, "RateLimit", new(400, 200), problems),
            Limit(configuration, "TokenRateLimit", new(100, 20), problems),
            Networks(configuration.GetSection("Gateway:Proxies"), problems),
            configuration.GetValue<int?>("Gateway:MetricsPort"));
        return problems.Count == 0 ? settings : throw new InvalidOperationException(
            $"The gateway's configuration has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}:{string.Concat(problems.Select(p => $"\n- {p}"))}");
    }

    static readonly Uri None = new("http://127.0.0.1/");

    static Uri PublicAddress(IConfiguration configuration, List<string> problems)
    {
        const string key = "Identity:Issuers:partner:Issuer";
        if (Address(configuration[key]) is not { PathAndQuery: "/" } issuer) problems.Add($"{key} must be the gateway's own public address, such as https://gateway.example/.");
        else if (issuer.Scheme != "https" && !issuer.IsLoopback) problems.Add($"{key} must be an https address; http is for this machine only.");
        else return issuer;
        return None;
    }

    /// <summary>One address, or a list of them: <c>Services:referral</c>, or <c>Services:referral:0</c>, <c>:1</c> and so on.</summary>
    static IReadOnlyList<Uri> Service(IConfigurationSection service, List<string> problems)
    {
        var texts = service.GetChildren().Select(instance => instance.Value).Prepend(service.Value).Where(text => text is { Length: > 0 }).ToList();
        var addresses = texts.Select(Address).OfType<Uri>().ToList();
        if (addresses.Count == 0 || addresses.Count < texts.Count)
            problems.Add($"{service.Path} must be the address of the {service.Key} service, such as http://127.0.0.1:5001, or a list of them ({service.Path}:0, {service.Path}:1 …).");
        return [.. addresses.Distinct()];
    }

    /// <summary>A list (<c>Gateway:Proxies:0</c> …), or one text with commas.</summary>
    static IReadOnlyList<IPNetwork> Networks(IConfigurationSection proxies, List<string> problems)
    {
        var texts = proxies.GetChildren().Select(p => p.Value).Prepend(proxies.Value).SelectMany(t => (t ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        var networks = texts.Select(Network).OfType<IPNetwork>().ToList();
        if (networks.Count < texts.Count) problems.Add($"{proxies.Path} must name addresses or networks, such as 10.1.0.7 or 10.1.0.0/16.");
        return networks;
    }

    static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : null;

    static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>OpenIddict publishes plain RSA and EC keys, not JWKs, hence the conversion.</summary>
    static SecurityKey Key(string? path, List<string> problems)
    {
        if (path is null or "") problems.Add("Gateway:SigningKey is missing: the path of the private JWK that signs access tokens.");
        else
            try
            {
                var jwk = new JsonWebKey(File.ReadAllText(path));
                if (jwk is { HasPrivateKey: true } and ({ Kty: "RSA" } or { Kty: "EC", Crv: "P-256" }) && JsonWebKeyConverter.TryConvertToSecurityKey(jwk, out var key)) return key;
                problems.Add($"Gateway:SigningKey: {path} must hold a private RSA or EC P-256 key as JWK.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                problems.Add($"Gateway:SigningKey: {path} cannot be read: {e.Message}");
            }
        return new SymmetricSecurityKey(new byte[32]);
    }

    static RateLimit Limit(IConfiguration configuration, string name, RateLimit standard, List<string> problems)
    {
        var limit = new RateLimit(
            configuration.GetValue($"Gateway:{name}:Burst", standard.Burst), configuration.GetValue($"Gateway:{name}:PerSecond", standard.PerSecond));
        if (limit.Burst < 1 || limit.PerSecond < 1) problems.Add($"Gateway:{name}: Burst and PerSecond must be 1 or more.");
        return limit;
    }
}
