namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>Languages as BCP 47 codes in lower case: a language, and where it matters a region.</summary>
public static class Language
{
    /// <summary>What to do about a code that is none.</summary>
    public const string Rule = "use BCP 47 codes in lower case, such as es or pt-br";

    public static bool IsCode(string code) =>
        code.Split('-') is [{ Length: 2 or 3 } language, .. var more] && more.Length <= 1 && IsLetters(language) && more.All(m => m.Length == 2 && IsLetters(m));

    /// <summary>True when who speaks the one is understood by who asks for the other: <c>pt</c> is spoken by who speaks <c>pt-br</c>.</summary>
    public static bool Serves(string spoken, string wanted) => spoken == wanted || spoken.StartsWith(wanted + "-", StringComparison.Ordinal);

    static bool IsLetters(string text) => text.All(c => c is >= 'a' and <= 'z');
}
