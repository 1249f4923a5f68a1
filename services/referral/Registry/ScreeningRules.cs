namespace ClinicNetwork.Referrals;

/// <summary>
/// The rules for what is taken without a person: data, versioned, changed by an operator. Sources: the conditions
/// treated (S3), red flags and doubtful cases (S9).
/// </summary>
public sealed record ScreeningRules
{
    public const string Collection = "screening-rules";
    /// <summary>The one document of the collection.</summary>
    public const string Id = "screening";
    /// <summary>Condition groups that are accepted without a person.</summary>
    public required IReadOnlyList<ConditionGroup> Accepted { get; init; }
    /// <summary>Conditions that always go to a person, with the words why.</summary>
    public required IReadOnlyList<ConditionGroup> Review { get; init; }

    /// <summary>Every problem of these rules, by field, in words; none when they can be used.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (Accepted.Count == 0) yield return ("accepted", "name at least one condition group.");
        foreach (var (field, group) in Accepted.Select(g => ("accepted", g)).Concat(Review.Select(g => ("review", g))))
        {
            if (string.IsNullOrWhiteSpace(group.Name) || string.IsNullOrWhiteSpace(group.Text)) yield return (field, $"group '{group.Name}': give it a name and a text.");
            if (group.Codes.Count == 0) yield return (field, $"group '{group.Name}': name at least one code.");
        }
        foreach (var twice in Accepted.SelectMany(g => g.Codes).IntersectBy(Review.SelectMany(g => g.Codes).Select(Key), Key))
            yield return ("review", $"code {twice.System}|{twice.Code}: it stands under accepted and under review; decide for one.");

        static (string, string) Key(DiagnosisCode code) => (CodeSystems.Name(code.System), CodeSystems.Code(code.System, code.Code));
    }
}

/// <summary>Diagnosis codes that are treated alike.</summary>
/// <param name="Codes">A code ending in <c>*</c> stands for all that begin like it (ICD-10-CM's placeholders and seventh characters).</param>
public sealed record ConditionGroup(string Name, string Text, IReadOnlyList<DiagnosisCode> Codes);

public sealed record DiagnosisCode(string System, string Code)
{
    /// <summary>The same code of the same system, as the system compares codes.</summary>
    public bool Covers(Coding coding) => CodeSystems.Name(System) is var system && system == CodeSystems.Name(coding.System) &&
        (system == CodeSystems.Icd10Cm ? CodeSystems.IsIcd(Code, coding.Code) : Is(coding.Code.AsSpan().Trim()));

    /// <summary>
    /// As <see cref="Covers"/>, and more: a code without a system, or of another edition of ICD-10 (WHO's shares the categories),
    /// frightens when it would as ICD-10-CM, though it never accepts.
    /// </summary>
    public bool Suspects(Coding coding) => Covers(coding) || CodeSystems.Name(System) switch
    {
        CodeSystems.Icd10Cm => IsOtherIcd(coding.System) && CodeSystems.IsIcd(Code, coding.Code),
        CodeSystems.Snomed => coding.System is "" && Is(coding.Code.AsSpan().Trim()),
        _ => false,
    };

    static bool IsOtherIcd(string system) => system is "" || CodeSystems.Name(system) is not CodeSystems.Icd10Cm and var name
        && (name is "2.16.840.1.113883.6.3" || name.Contains("icd", StringComparison.Ordinal));

    bool Is(ReadOnlySpan<char> code) => Code.EndsWith('*') ? code.StartsWith(Code.AsSpan(0, Code.Length - 1)) : code.SequenceEqual(Code);
}
