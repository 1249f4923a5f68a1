namespace ClinicNetwork.Referrals;

/// <summary>What people write.</summary>
public static class Texts
{
    /// <summary>Characters of a note or a message.</summary>
    public const int Longest = 2000;

    /// <summary>FHIR R4 string: no control characters but tab, line feed and carriage return; what XML cannot hold is no text either.</summary>
    public static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r') || c is '\uFFFE' or '\uFFFF') return false;
            if (!char.IsSurrogate(c)) continue;
            if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
