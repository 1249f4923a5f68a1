using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Gateway;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>A partner's key pair and the assertions that it signs.</summary>
public sealed class PartnerKey
{
    readonly SigningCredentials credentials;

    PartnerKey(SecurityKey key, string algorithm, JsonWebKey jwk)
    {
        credentials = new(key, algorithm);
        Jwk = jwk;
    }

    /// <summary>With its private part.</summary>
    public JsonWebKey Jwk { get; }

    public static PartnerKey Rsa(string kid)
    {
        var key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = kid };
        return new(key, SecurityAlgorithms.RsaSha384, JsonWebKeyConverter.ConvertFromRSASecurityKey(key));
    }

    public static PartnerKey Ec(string kid, bool forAccessTokens = false)
    {
        var key = new ECDsaSecurityKey(ECDsa.Create(forAccessTokens ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384)) { KeyId = kid };
        return new(key, forAccessTokens ? SecurityAlgorithms.EcdsaSha256 : SecurityAlgorithms.EcdsaSha384, JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key));
    }

    public JsonObject Public() => Jwk.Kty == "RSA"
        ? new() { ["kty"] = "RSA", ["kid"] = Jwk.Kid, ["n"] = Jwk.N, ["e"] = Jwk.E }
        : new() { ["kty"] = "EC", ["kid"] = Jwk.Kid, ["crv"] = Jwk.Crv, ["x"] = Jwk.X, ["y"] = Jwk.Y };

    public JsonObject Private()
    {
        var key = Public();
        foreach (var (name, value) in new[] { ("d", Jwk.D), ("p", Jwk.P), ("q", Jwk.Q), ("dp", Jwk.DP), ("dq", Jwk.DQ), ("qi", Jwk.QI) })
            if (value is not null) key[name] = value;
        return key;
    }

    public string Sign(Assertion assertion) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
        .CreateToken(assertion.Payload(), credentials, new Dictionary<string, object> { ["typ"] = assertion.Typ });
}

/// <summary>A client assertion as SMART Backend Services wants it, to be spoiled by <c>with</c>.</summary>
public sealed record Assertion(string Issuer, string Audience)
{
    public string? Subject { get; init; } = Issuer;
    public string? Jti { get; init; } = Guid.NewGuid().ToString();
    public string Typ { get; init; } = "JWT";
    /// <summary>From now to <c>exp</c>; null leaves it out.</summary>
    public TimeSpan? Life { get; init; } = TimeSpan.FromMinutes(4);

    public string Payload()
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new Dictionary<string, object?> { ["iss"] = Issuer, ["sub"] = Subject, ["aud"] = Audience, ["jti"] = Jti };
        if (Life is { } life) claims["exp"] = (now + life).ToUnixTimeSeconds();
        return JsonSerializer.Serialize(claims.Where(c => c.Value is not null).ToDictionary());
    }

    /// <summary>Signed by nothing (<c>none</c>) or by a secret that is the public key's text (<c>HS256</c>).</summary>
    public string Forge(string algorithm, string kid, byte[] secret)
    {
        var header = JsonSerializer.Serialize(new { alg = algorithm, typ = Typ, kid });
        var head = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(Payload())}";
        var signature = algorithm == "none" ? "" : Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, System.Text.Encoding.ASCII.GetBytes(head)));
        return $"{head}.{signature}";
    }
}
