using System.Globalization;
using System.Text.RegularExpressions;
using ClinicNetwork.Operations.Assets;

namespace ClinicNetwork.Operations.Pages;

/// <summary>A colour of the style, in its light and its dark form.</summary>
public sealed record DesignColour(string Name, string Light, string Dark);

/// <summary>The colours of <c>console.css</c> as it is served, and how well they are told apart.</summary>
public static partial class DesignTokens
{
    public static IReadOnlyList<DesignColour> Colours { get; } =
        [.. Colour().Matches(EmbeddedAssets.Text("console.css")).Select(m => new DesignColour(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))];

    public static DesignColour? Find(string name) => Colours.FirstOrDefault(c => c.Name == name);

    /// <summary>WCAG 2.2's contrast ratio of two colours <c>#rrggbb</c>: 1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    static double Luminance(string colour)
    {
        var parts = Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToList();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex(@"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")]
    private static partial Regex Colour();
}
