namespace ClinicNetwork.Gateway.Partners;

/// <summary>A SMART App Launch 2 system scope: <c>system/(resource type or *).(letters of cruds, in this order)</c>.</summary>
public sealed record SmartScope(string Resource, string Letters)
{
    const string InOrder = "cruds";

    /// <summary>The scope in parts; null when the text is none (version 1, another context, letters out of order, a query).</summary>
    public static SmartScope? Parse(string text)
    {
        if (!text.StartsWith("system/", StringComparison.Ordinal)) return null;
        var parts = text["system/".Length..].Split('.');
        if (parts is not [var resource, { Length: > 0 } letters]) return null;
        var places = letters.Select(l => InOrder.IndexOf(l, StringComparison.Ordinal)).ToList();
        var ordered = places[0] >= 0 && places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second);
        return ordered && (resource == "*" || (resource.Length > 0 && resource.All(char.IsAsciiLetter))) ? new(resource, letters) : null;
    }

    /// <summary>True when whoever holds this scope may do everything that the other one names.</summary>
    public bool Covers(SmartScope other) => (Resource == "*" || Resource == other.Resource) && other.Letters.All(Letters.Contains);

    /// <summary>True when one of the registered scopes covers the requested one.</summary>
    public static bool IsCovered(string requested, IEnumerable<string> registered) =>
        Parse(requested) is { } wanted && registered.Any(r => Parse(r)?.Covers(wanted) == true);
}
