namespace ClinicNetwork.Kernel;

/// <summary>
/// An aggregate's place in a list, kept with its state so that the same write moves both: <c>{list}/{place}</c>. A list is read
/// as ranges of such keys, from either end.
/// </summary>
public static class ListKey
{
    /// <summary>Hexadecimal digits of a place.</summary>
    public const int Digits = 16;
    const int TieBits = 20;

    public static string For(string list, DateTimeOffset at, string id) => $"{list}/{Place(at, id):x16}";

    /// <summary>Milliseconds since 1970 (until the year 2527), then 20 bits of the id, so that many things of one instant still lie apart.</summary>
    public static ulong Place(DateTimeOffset at, string id) => First(at) | (Hash(id) & ((1u << TieBits) - 1));

    /// <summary>Nothing of this instant or later lies before it.</summary>
    public static ulong First(DateTimeOffset at) => (ulong)Math.Clamp(at.ToUnixTimeMilliseconds(), 0, (1L << 44) - 1) << TieBits;

    /// <summary>The place in the first of these lists that the keys name; null when they name none.</summary>
    public static ulong? Find(IReadOnlyList<string> keys, IReadOnlyCollection<string> lists)
    {
        foreach (var key in keys)
            if (key.Length > Digits && key[^(Digits + 1)] == '/' && lists.Contains(key[..^(Digits + 1)])
                && ulong.TryParse(key.AsSpan(key.Length - Digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var place))
                return place;
        return null;
    }

    /// <summary>FNV-1a: the same in every process, which the runtime's own hash of a text is not.</summary>
    static uint Hash(string id)
    {
        var hash = 2166136261u;
        foreach (var c in id) hash = unchecked((hash ^ c) * 16777619u);
        return hash;
    }
}
