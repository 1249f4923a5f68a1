using System.Globalization;
using System.Text;

namespace ClinicNetwork.Fhir;

/// <summary>One alternative of a search parameter (FHIR R4, search.html#ptypes).</summary>
public abstract record SearchValue;

/// <param name="System">Null: any. Empty: none (<c>|code</c>).</param>
/// <param name="Code">Null: any code of the system (<c>system|</c>).</param>
public sealed record TokenValue(string? System, string? Code) : SearchValue;

/// <param name="Type">Null: whatever it is.</param>
/// <param name="Id">The logical id; an address elsewhere as it was given, which nothing here has.</param>
public sealed record ReferenceValue(string? Type, string Id) : SearchValue;

/// <summary>A date with a prefix; what it leaves out stands for the whole period.</summary>
/// <param name="Prefix">eq, ne, gt, ge, lt, le, sa or eb.</param>
/// <param name="To">Exclusive.</param>
public sealed record DateValue(string Prefix, DateTimeOffset From, DateTimeOffset To) : SearchValue
{
    static readonly string[] Formats = ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    /// <summary>The period that a FHIR date, dateTime or instant stands for; without a zone it is UTC. Null when it is none.</summary>
    public static (DateTimeOffset From, DateTimeOffset To)? Period(string text)
    {
        var zone = text.IndexOf('T', StringComparison.Ordinal) is > 0 and var t ? text.IndexOfAny(['Z', '+', '-'], t) : -1;
        var (clock, offset) = zone > 0 ? (text[..zone], text[zone..]) : (text, "Z");
        for (var i = 0; i < Formats.Length; i++)
        {
            if (!DateTime.TryParseExact(clock, Formats[i], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year is < 1000 or > 9998) continue;
            var ahead = TimeSpan.Zero;
            if (offset is not "Z" && (offset.Length != 6 || !TimeSpan.TryParseExact(offset[1..], "hh\\:mm", CultureInfo.InvariantCulture, out ahead) || ahead.TotalHours > 14)) return null;
            var from = new DateTimeOffset(local, offset[0] == '-' ? -ahead : ahead);
            return (from, i switch { 0 => from.AddYears(1), 1 => from.AddMonths(1), 2 => from.AddDays(1), 3 => from.AddMinutes(1), 4 => from.AddSeconds(1), _ => from.AddMilliseconds(1) });
        }
        return null;
    }

    /// <summary>True when a period of a resource lies as the prefix says (search.html#prefix).</summary>
    public bool Holds(DateTimeOffset from, DateTimeOffset to) => Prefix switch
    {
        "eq" => From <= from && to <= To,
        "ne" => from < From || To < to,
        "gt" => to > To,
        "ge" => to > From,
        "lt" => from < From,
        "le" => from < To,
        "sa" => from >= To,
        _ => to <= From,
    };
}

/// <param name="Modifier">Null: begins with it; <c>contains</c> or <c>exact</c>.</param>
public sealed record StringValue(string Text, string? Modifier) : SearchValue
{
    public bool Holds(string text) => Modifier switch
    {
        "exact" => text == Text,
        "contains" => Fold(text).Contains(Fold(Text), StringComparison.Ordinal),
        _ => Fold(text).StartsWith(Fold(Text), StringComparison.Ordinal),
    };

    /// <summary>Case and accents do not matter (search.html#string).</summary>
    static string Fold(string text) => string.Concat(text.Normalize(NormalizationForm.FormD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToUpperInvariant();
}
