using System.Text.Json;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>Reads the registration file, with which a network starts before its registry answers: <c>[{clientId, name, scopes:[…], jwks:{keys:[…]}}]</c>.</summary>
public static class PartnerFile
{
    sealed record Entry(string? ClientId, string? Name, string[]? Scopes, JsonElement? Jwks);

    /// <summary>The partners of the file; everything wrong with it goes to <paramref name="problems"/>.</summary>
    public static IReadOnlyList<Partner> Read(string path, ICollection<string> problems)
    {
        Entry[] entries;
        try
        {
            entries = JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? [];
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
        var keys = PartnerKeySet.Read(entry.Jwks);
        var scopes = entry.Scopes ?? [];
        if (keys.Count == 0) problems.Add($"Gateway:Partners: {entry.ClientId} has no key (jwks.keys).");
        foreach (var key in keys.Where(k => !PartnerKeySet.Fits(k)))
            problems.Add($"Gateway:Partners: key {key.KeyId ?? "without kid"} of {entry.ClientId} does not fit: a public RSA key of 2048 bits or more, or EC P-384, with a kid.");
        foreach (var scope in scopes.Where(s => SmartScope.Parse(s) is null))
            problems.Add($"Gateway:Partners: scope {scope} of {entry.ClientId} is not SMART v2, such as system/ServiceRequest.cru.");
        return new(entry.ClientId, entry.Name ?? entry.ClientId, scopes, keys);
    }
}
