using System.Text;

namespace ClinicNetwork.Fhir;

/// <summary>Text in which a backslash takes the meaning from <c>, | $ \</c> (FHIR R4, search.html#escaping).</summary>
static class Escaped
{
    const string Meaningful = ",|$\\";

    /// <summary>The parts between separators that stand for themselves, still escaped.</summary>
    public static List<string> Split(string text, char separator)
    {
        var (parts, start) = (new List<string>(), 0);
        for (var i = 0; i < text.Length; i++)
            if (IsEscape(text, i)) i++;
            else if (text[i] == separator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        parts.Add(text[start..]);
        return parts;
    }

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++) plain.Append(IsEscape(text, i) ? text[++i] : text[i]);
        return plain.ToString();
    }

    static bool IsEscape(string text, int i) => text[i] == '\\' && i + 1 < text.Length && Meaningful.Contains(text[i + 1], StringComparison.Ordinal);
}
