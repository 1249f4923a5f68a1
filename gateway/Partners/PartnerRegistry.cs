using System.Text.Json;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>The partners at one moment, suspended ones left out.</summary>
/// <param name="HeardAt">When the registry last said so; null when it never did.</param>
public sealed record KnownPartners(IReadOnlyDictionary<string, Partner> ById, DateTimeOffset? HeardAt);

/// <summary>What the gateway knows of the registry, which the referral service owns. Replaced as a whole, so nobody sees half a change.</summary>
public sealed class PartnerRegistry
{
    KnownPartners known = new(new Dictionary<string, Partner>(), null);

    public KnownPartners Known => Volatile.Read(ref known);

    public Partner? Find(string? clientId) => clientId is null ? null : Known.ById.GetValueOrDefault(clientId);

    public void Replace(KnownPartners next) => Volatile.Write(ref known, next);

    sealed record Entry(string? Id, string? Name, string[]? Scopes, JsonElement? Keys, bool Suspended);

    /// <summary>Reads the registry's own list: <c>[{id, name, keys:{keys:[…]}, scopes:[…], suspended, …}]</c>.</summary>
    /// <returns>Null when nobody is registered: the registry has not been filled yet, and what is known stays.</returns>
    /// <exception cref="JsonException">The answer is no such list.</exception>
    public static KnownPartners? Read(string answer, DateTimeOffset heardAt)
    {
        var entries = (JsonSerializer.Deserialize<Entry?[]>(answer, JsonSerializerOptions.Web) ?? []).OfType<Entry>().Where(e => e.Id is { Length: > 0 }).DistinctBy(e => e.Id).ToList();
        return entries.Count == 0 ? null : new(entries.Where(e => !e.Suspended).Select(Register).ToDictionary(p => p.ClientId), heardAt);
    }

    static Partner Register(Entry entry) => new(entry.Id!, entry.Name ?? entry.Id!, entry.Scopes ?? [], [.. PartnerKeySet.Read(entry.Keys).Where(PartnerKeySet.Fits)]);
}
