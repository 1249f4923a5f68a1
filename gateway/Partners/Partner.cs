using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>A registered partner system: its scopes and its public keys, both from registration only.</summary>
/// <param name="ClientId">As in <c>iss</c> and <c>sub</c> of its assertions and <c>client_id</c> of its access tokens.</param>
/// <param name="Scopes">SMART v2 system scopes, e.g. <c>system/ServiceRequest.cru</c>: the most that it can be granted.</param>
/// <param name="Keys">RSA (2048 bits or more) or EC P-384 public keys.</param>
public sealed record Partner(string ClientId, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<JsonWebKey> Keys);

/// <summary>All registered partners, by client id.</summary>
public sealed class PartnerRegistry(IEnumerable<Partner> partners)
{
    readonly Dictionary<string, Partner> byId = partners.ToDictionary(p => p.ClientId);

    public Partner? Find(string? clientId) => clientId is null ? null : byId.GetValueOrDefault(clientId);
}

/// <summary>Reads the registration file: <c>[{clientId, name, scopes:[…], jwks:{keys:[…]}}]</c>.</summary>
public static class PartnerFile
{
    sealed record Entry(string? ClientId, string? Name, string[]? Scopes, JsonElement? Jwks);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The partners of the file; everything wrong with it goes to <paramref name="problems"/>.</summary>
    public static IReadOnlyList<Partner> Read(string path, ICollection<string> problems)
    {
        Entry[] entries;
        try
        {
            entries = JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(path), Json) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            problems.Add($"Gateway:Partners: {path} cannot be read: {e.Message}");
            return [];
        }

        foreach (var twice in entries.GroupBy(e => e.ClientId).Where(g => g.Count() > 1))
            problems.Add($"Gateway:Partners: {twice.Key} is registered {twice.Count()} times; keep one.");
        return [.. entries.DistinctBy(e => e.ClientId).Select(e => Register(e, problems)).OfType<Partner>()];
    }

    static Partner? Register(Entry entry, ICollection<string> problems)
    {
        if (string.IsNullOrWhiteSpace(entry.ClientId))
        {
            problems.Add("Gateway:Partners: an entry has no clientId.");
            return null;
        }
        var keys = Keys(entry);
        var scopes = entry.Scopes ?? [];
        if (keys.Count == 0) problems.Add($"Gateway:Partners: {entry.ClientId} has no key (jwks.keys).");
        foreach (var key in keys.Where(k => !Fits(k)))
            problems.Add($"Gateway:Partners: key {key.KeyId ?? "without kid"} of {entry.ClientId} does not fit: a public RSA key of 2048 bits or more, or EC P-384, with a kid.");
        foreach (var scope in scopes.Where(s => SmartScope.Parse(s) is null))
            problems.Add($"Gateway:Partners: scope {scope} of {entry.ClientId} is not SMART v2, such as system/ServiceRequest.cru.");
        return new(entry.ClientId, entry.Name ?? entry.ClientId, scopes, keys);
    }

    static IReadOnlyList<JsonWebKey> Keys(Entry entry)
    {
        try
        {
            return entry.Jwks is { } jwks ? [.. new JsonWebKeySet(jwks.GetRawText()).Keys] : [];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    static bool Fits(JsonWebKey key) => key is { HasPrivateKey: false, KeyId.Length: > 0 } &&
        (key is { Kty: "EC", Crv: "P-384" } || (key.Kty == "RSA" && key.KeySize >= 2048));
}
