using System.Globalization;
using System.Text;

namespace ClinicNetwork.Referrals.Pdf;

/// <summary>The characters and widths of PDF's standard Helvetica (ISO 32000-1, annex D: WinAnsiEncoding; widths by Adobe's font metrics, in thousandths of the size).</summary>
static class WinAnsi
{
    /// <summary>From 0x80 on; a blank where there is none.</summary>
    const string Upper = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
    /// <summary>Letters that have no parts, with what stands in for them.</summary>
    const string Letters = "ŁLłlĐDđdıiĦHħh";

    /// <summary>From the blank to the tilde.</summary>
    static readonly int[] Regular =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    static readonly int[] Bold =
    [
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
        975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
        333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
    ];

    /// <summary>The text as the fonts have it: what they lack loses its accents, or is a question mark.</summary>
    public static string Fit(string text)
    {
        var fit = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is '\t' or '\n' or '\r') fit.Append(' ');
            else if (rune.Value is >= ' ' and <= '~' or >= 0xA0 and <= 0xFF || (rune.IsBmp && rune.Value != ' ' && Upper.Contains((char)rune.Value))) fit.Append((char)rune.Value);
            else if (rune.IsBmp && Letters.IndexOf((char)rune.Value) is >= 0 and var at && at % 2 == 0) fit.Append(Letters[at + 1]);
            else if (!Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark) fit.Append(Base(rune.ToString()));
        return fit.ToString();
    }

    /// <summary>In points.</summary>
    public static double Width(string fit, double size, bool bold)
    {
        var (widths, sum) = (bold ? Bold : Regular, 0);
        foreach (var c in fit)
        {
            var letter = c is >= ' ' and <= '~' ? c : Base(c.ToString());
            sum += widths[letter - ' '];
        }
        return sum * size / 1000;
    }

    /// <summary>As a literal string of PDF.</summary>
    public static string Literal(string fit)
    {
        var literal = new StringBuilder("(");
        foreach (var c in fit)
            if (c is '(' or ')' or '\\') literal.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') literal.Append(c);
            else literal.Append('\\').Append(Convert.ToString(c <= 0xFF ? c : 0x80 + Upper.IndexOf(c), 8));
        return literal.Append(')').ToString();
    }

    static char Base(string letter) => letter.Normalize(NormalizationForm.FormD)[0] is >= ' ' and <= '~' and var plain ? plain : '?';
}
