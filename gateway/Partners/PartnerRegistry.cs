using System.Text.Json;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>The partners at one moment, suspended ones left out.</summary>
/// <param name="HeardAt">When the registry last said so; null for the bootstrap file.</param>
public sealed record KnownPartners(IReadOnlyDictionary<string, Partner> ById, DateTimeOffset? HeardAt);

/// <summary>What the gateway knows of the registry, which the referral service owns. Replaced as a whole, so nobody sees half a change.</summary>
public sealed class PartnerRegistry(GatewaySettings settings)
{
    KnownPartners known = new(settings.Partners.ToDictionary(p => p.ClientId), null);

    public KnownPartners Known => Volatile.Read(ref known);

    public Partner? Find(string? clientId) => clientId is null ? null : Known.ById.GetValueOrDefault(clientId);

    public void Replace(KnownPartners next) => Volatile.Write(ref known, next);

    sealed record Entry(string? Id, string? Name, string[]? Scopes, JsonElement? Keys, bool Suspended);

    /// <summary>Reads the registry's own list: <c>[{id, name, keys:{keys:[…]}, scopes:[…], suspended, …}]</c>.</summary>
    /// <returns>Null when nobody is registered: the registry has not been filled yet, and what is known stays.</returns>
    /// <exception cref="JsonException">The answer is no such list.</exception>
    public KnownPartners? Read(string answer, DateTimeOffset heardAt)
    {
        var entries = (JsonSerializer.Deserialize<Entry?[]>(answer, JsonSerializerOptions.Web) ?? []).OfType<Entry>().Where(e => e.Id is { Length: > 0 }).DistinctBy(e => e.Id).ToList();
        return entries.Count == 0 ? null : new(entries.Where(e => !e.Suspended).Select(Register).ToDictionary(p => p.ClientId), heardAt);
    }

    /// <summary>One who was registered before the registry held keys still has those of the file.</summary>
    Partner Register(Entry entry)
    {
        var keys = PartnerKeySet.Read(entry.Keys);
        return keys.Count == 0 && settings.Partners.FirstOrDefault(p => p.ClientId == entry.Id) is { } bootstrap
            ? bootstrap
            : new(entry.Id!, entry.Name ?? entry.Id!, entry.Scopes ?? [], [.. keys.Where(PartnerKeySet.Fits)]);
    }
}
