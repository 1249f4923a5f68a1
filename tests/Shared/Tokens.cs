using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Tests.Shared;

/// <summary>Issuers of a test, with keys in a folder of its own.</summary>
sealed class Tokens : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("test-keys-").FullName;
    readonly Dictionary<string, ECDsa> keys = new[] { "partner", "person", "service" }.ToDictionary(kind => kind, _ => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public Tokens()
    {
        foreach (var (kind, key) in keys)
        {
            File.WriteAllText(Public(kind), JsonSerializer.Serialize(new { keys = new[] { Jwk(key, kind, false) } }));
            File.WriteAllText(Private(kind), JsonSerializer.Serialize(Jwk(key, kind, true)));
        }
    }

    /// <summary>The configuration that makes a service trust these issuers.</summary>
    public IEnumerable<string> Settings() =>
        [.. keys.Keys.SelectMany(kind => new[] { $"--Identity:Issuers:{kind}:Issuer=https://{kind}.example/", $"--Identity:Issuers:{kind}:Keys={Public(kind)}" }),
            $"--Identity:ServiceKey={Private("service")}"];

    /// <param name="partner">The hospital that they belong to; null for the chains' own people.</param>
    public string Person(string role, string chain = "*", string? therapist = null, string? partner = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = $"{role}-1", ["role"] = new[] { role }, ["chain"] = new[] { chain }, ["therapist"] = therapist ?? "none" };
        if (partner is not null) claims["partner"] = partner;
        return Token("person", claims);
    }

    public string Partner(string client) => Token("partner", new() { ["client_id"] = client, ["scope"] = "system/*.rs" });

    public string Service() => Token("service", new() { ["sub"] = "referral" });

    public void Dispose()
    {
        foreach (var key in keys.Values) key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    string Token(string kind, Dictionary<string, object> claims) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = $"https://{kind}.example/",
        Audience = "clinic-network",
        Claims = claims,
        SigningCredentials = new(new ECDsaSecurityKey(keys[kind]) { KeyId = kind }, SecurityAlgorithms.EcdsaSha256),
    });

    string Public(string kind) => Path.Combine(folder, $"{kind}.json");
    string Private(string kind) => Path.Combine(folder, $"{kind}-private.json");

    static Dictionary<string, string> Jwk(ECDsa key, string kid, bool isPrivate)
    {
        var p = key.ExportParameters(isPrivate);
        var jwk = new Dictionary<string, string>
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = kid,
            ["alg"] = "ES256",
            ["use"] = "sig",
            ["x"] = Base64UrlEncoder.Encode(p.Q.X),
            ["y"] = Base64UrlEncoder.Encode(p.Q.Y),
        };
        if (isPrivate) jwk["d"] = Base64UrlEncoder.Encode(p.D);
        return jwk;
    }
}
