using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>The partners' issuer, whose tokens allow to send and revoke orders.</summary>
sealed class Senders : IDisposable
{
    readonly string file = Path.GetTempFileName();
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Senders()
    {
        var q = key.ExportParameters(false).Q;
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "EC", crv = "P-256", kid = "sender", alg = "ES256", use = "sig", x = Base64UrlEncoder.Encode(q.X), y = Base64UrlEncoder.Encode(q.Y) } },
        }));
    }

    public IEnumerable<string> Settings() => ["--Identity:Issuers:partner:Issuer=https://partner.example/", $"--Identity:Issuers:partner:Keys={file}"];

    public string Token(string client, string scope = "system/*.cruds") => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://partner.example/",
        Audience = "clinic-network",
        Claims = new Dictionary<string, object> { ["client_id"] = client, ["scope"] = scope },
        SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = "sender" }, SecurityAlgorithms.EcdsaSha256),
    });

    public void Dispose()
    {
        key.Dispose();
        File.Delete(file);
    }
}
