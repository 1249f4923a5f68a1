using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ClinicNetwork.Fhir;

/// <summary>How far a list was read: behind this place, and there behind this id. What arrives meanwhile moves nothing.</summary>
/// <param name="Step">The place counted in the list's direction.</param>
/// <param name="Width">Binary digits of the range that was read last; the next reading begins with it.</param>
public sealed record SearchCursor(ulong Step, string Id, int Width)
{
    public const string Parameter = "_cursor";
    const int Longest = 200;

    /// <summary>Opaque to clients.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Step:x} {Width} {Id}"));

    public static SearchCursor? TryRead(string text)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 3);
        return parts.Length == 3 && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, null, out var step)
            && int.TryParse(parts[1], NumberStyles.None, null, out var width) && width < 64 ? new(step, parts[2], width) : null;
    }

    /// <summary>True when this comes behind it.</summary>
    public bool IsBefore(ulong step, string id) => step > Step || (step == Step && string.CompareOrdinal(id, Id) > 0);
}
