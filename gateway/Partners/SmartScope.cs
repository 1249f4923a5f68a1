namespace ClinicNetwork.Gateway.Partners;

/// <summary>
/// A system scope of SMART App Launch: <c>system/(resource type or *).(letters of cruds, in this order)</c>, or in the words of version 1 <c>.read</c>
/// (rs), <c>.write</c> (cud) and <c>.*</c>.
/// </summary>
/// <param name="IsBlanket">True when it asks for whatever there is: for all types, or in the words of version 1.</param>
public sealed record SmartScope(string Resource, string Letters, bool IsBlanket)
{
    const string InOrder = "cruds";

    /// <summary>The scope in parts; null when the text is none (another context, letters out of order, a query).</summary>
    public static SmartScope? Parse(string text)
    {
        if (!text.StartsWith("system/", StringComparison.Ordinal)) return null;
        var parts = text["system/".Length..].Split('.');
        if (parts is not [var resource, { Length: > 0 } rights] || (resource != "*" && (resource.Length == 0 || !resource.All(char.IsAsciiLetter)))) return null;
        var letters = rights switch { "read" => "rs", "write" => "cud", "*" => InOrder, _ => rights };
        return letters == Ordered(letters) ? new(resource, letters, resource == "*" || letters != rights) : null;
    }

    /// <summary>
    /// What a registration gives of what is asked for, in the order in which it was asked. Who spells a scope out gets it or hears no; of one
    /// that asks for whatever there is, as much is given as is registered.
    /// </summary>
    /// <returns>The scopes granted, in the words of version 2, and those asked for that are refused.</returns>
    public static (IReadOnlyList<string> Granted, IReadOnlyList<string> Refused) Grant(IEnumerable<string> asked, IEnumerable<string> registered)
    {
        var known = registered.Select(Parse).OfType<SmartScope>().ToList();
        var (granted, refused) = (new List<SmartScope>(), new List<string>());
        foreach (var text in asked)
        {
            var wanted = Parse(text);
            if (wanted is { IsBlanket: true }) granted.AddRange(known.Select(wanted.Within).OfType<SmartScope>());
            else if (wanted is not null && known.Any(k => k.Covers(wanted))) granted.Add(wanted);
            else refused.Add(text);
        }
        // A type asked for twice is granted once, with the letters of both.
        return ([.. granted.GroupBy(g => g.Resource).Select(g => $"system/{g.Key}.{Ordered(string.Concat(g.Select(s => s.Letters)))}")], refused);
    }

    /// <summary>The part of this scope that the registered one gives; null when it gives nothing.</summary>
    SmartScope? Within(SmartScope registered)
    {
        if (Resource != "*" && registered.Resource != "*" && Resource != registered.Resource) return null;
        var both = string.Concat(Letters.Intersect(registered.Letters));
        return both.Length == 0 ? null : new(Resource == "*" ? registered.Resource : Resource, both, false);
    }

    bool Covers(SmartScope other) => (Resource == "*" || Resource == other.Resource) && other.Letters.All(Letters.Contains);

    static string Ordered(string letters) => string.Concat(InOrder.Where(letters.Contains));
}
