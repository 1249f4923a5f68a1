using System.Text.Json;

namespace ClinicNetwork.Referrals;

/// <summary>A partner hospital as the network knows it. Its client id is the document's id; what its systems may do is asked of here.</summary>
public sealed record Partner
{
    public const string Collection = "partners";
    public required string Name { get; init; }
    /// <summary>The clinic chain that its referrals go to.</summary>
    public required string Chain { get; init; }
    /// <summary>Further chains that it may refer to: those whose Organization an order names as its performer.</summary>
    public IReadOnlyList<string> OtherChains { get; init; } = [];
    /// <summary>Identifier systems (URIs) of its order numbers; nobody else may use them.</summary>
    public required IReadOnlyList<string> IdentifierSystems { get; init; }
    /// <summary>Its public keys as a JWK set in JSON; null while it has none.</summary>
    public string? Keys { get; init; }
    /// <summary>What it may ask for, as SMART v2 scopes.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
    /// <summary>True while nothing is taken from it.</summary>
    public bool Suspended { get; init; }
    /// <summary>Where it may be notified: origins or addresses that an endpoint begins with. See <see cref="NotificationEndpoint"/>.</summary>
    public IReadOnlyList<string> NotificationEndpoints { get; init; } = [];
}

/// <summary>A partner as it is sent.</summary>
public sealed record PartnerBody
{
    public required string Name { get; init; }
    public required string Chain { get; init; }
    /// <summary>Further chains that its orders may name as performer, at most 50.</summary>
    public IReadOnlyList<string> OtherChains { get; init; } = [];
    public required IReadOnlyList<string> IdentifierSystems { get; init; }
    /// <summary>A JWK set.</summary>
    public JsonElement? Keys { get; init; }
    public IReadOnlyList<string> Scopes { get; init; } = [];
    public bool Suspended { get; init; }
    /// <summary>Origins or addresses that its notification endpoints begin with, at most 50.</summary>
    public IReadOnlyList<string> NotificationEndpoints { get; init; } = [];

    /// <summary>Every problem of it, by field, in words; none when it can be used.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (Name.Trim() is not { Length: > 0 and <= 200 }) yield return ("name", "give the partner's name, in 200 characters at most.");
        if (string.IsNullOrWhiteSpace(Chain)) yield return ("chain", "name the chain that its referrals go to.");
        if (OtherChains.Count > 50) yield return ("otherChains", "name 50 at most.");
        foreach (var other in OtherChains.Where(c => string.IsNullOrWhiteSpace(c) || c == Chain)) yield return ("otherChains", $"'{other}': name another chain than the usual one.");
        if (IdentifierSystems.Count is 0 or > 50) yield return ("identifierSystems", "register 1 to 50 systems of its order numbers.");
        foreach (var system in IdentifierSystems.Where(s => !Uri.IsWellFormedUriString(s, UriKind.Absolute)))
            yield return ("identifierSystems", $"'{system}' is not an absolute URI.");
        foreach (var scope in Scopes.Where(s => !s.StartsWith("system/", StringComparison.Ordinal) || s.Contains(' ', StringComparison.Ordinal)))
            yield return ("scopes", $"'{scope}' is not a SMART scope of a system, such as system/Task.rs.");
        if (NotificationEndpoints.Count > 50) yield return ("notificationEndpoints", "register 50 at most.");
        foreach (var endpoint in NotificationEndpoints)
            if (NotificationEndpoint.ProblemOf(endpoint) is { } wrong) yield return ("notificationEndpoints", $"'{endpoint}': {wrong}");
        if (Keys is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } keys && ProblemOf(keys) is { } problem) yield return ("keys", problem);
    }

    static string? ProblemOf(JsonElement keys)
    {
        if (keys.ValueKind != JsonValueKind.Object || !keys.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            return "send a JWK set: an object with a list 'keys' of one key at least.";
        foreach (var key in list.EnumerateArray())
        {
            if (key.ValueKind != JsonValueKind.Object || !key.TryGetProperty("kty", out var kind) || kind.ValueKind != JsonValueKind.String) return "each key is a JWK with its kty.";
            if (key.TryGetProperty("d", out _)) return "this is a private key: send the public one, and never use this one again.";
        }
        return null;
    }

    public Partner ToPartner() => new()
    {
        Name = Name.Trim(),
        Chain = Chain.Trim(),
        OtherChains = [.. OtherChains.Select(c => c.Trim()).Distinct()],
        IdentifierSystems = [.. IdentifierSystems],
        Keys = Keys is { ValueKind: JsonValueKind.Object } keys ? keys.GetRawText() : null,
        Scopes = [.. Scopes],
        Suspended = Suspended,
        NotificationEndpoints = [.. NotificationEndpoints],
    };
}
