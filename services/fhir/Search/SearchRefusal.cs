namespace ClinicNetwork.Fhir;

/// <summary>Why a search is refused: 400 with the parameter as expression (FHIR R4, search.html#errors).</summary>
public static class SearchRefusal
{
    public static RefusalException Of(string code, string parameter, string text) => new(new Refusal(RefusalKind.Invalid, code, $"{parameter}: {text}", parameter));

    /// <summary>No key serves it, and nothing is ever found by reading everything.</summary>
    public static RefusalException TooCostly(string parameter, string text) => Of("too-costly", parameter, text);
}
