using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>A registered partner system: its scopes and its public keys, both from registration only.</summary>
/// <param name="ClientId">As in <c>iss</c> and <c>sub</c> of its assertions and <c>client_id</c> of its access tokens.</param>
/// <param name="Scopes">SMART v2 system scopes, e.g. <c>system/ServiceRequest.cru</c>: the most that it can be granted.</param>
/// <param name="Keys">RSA (2048 bits or more) or EC P-384 public keys.</param>
public sealed record Partner(string ClientId, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<JsonWebKey> Keys);

/// <summary>The keys of a registration, as JSON Web Key sets bring them.</summary>
public static class PartnerKeySet
{
    /// <summary>All keys of the set; none when it is absent or not a key set.</summary>
    public static IReadOnlyList<JsonWebKey> Read(JsonElement? set)
    {
        try
        {
            return set is { ValueKind: JsonValueKind.Object } keys ? [.. new JsonWebKeySet(keys.GetRawText()).Keys] : [];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    /// <summary>True for a key that may verify assertions: public, named, and strong enough.</summary>
    public static bool Fits(JsonWebKey key) => key is { HasPrivateKey: false, KeyId.Length: > 0 } &&
        (key is { Kty: "EC", Crv: "P-384" } || (key.Kty == "RSA" && key.KeySize >= 2048));
}
