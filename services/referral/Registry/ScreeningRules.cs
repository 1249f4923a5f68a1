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
        foreach (var twice in Accepted.SelectMany(g => g.Codes).Intersect(Review.SelectMany(g => g.Codes)))
            yield return ("review", $"code {twice.System}|{twice.Code}: it stands under accepted and under review; decide for one.");
    }
}

/// <summary>Diagnosis codes that are treated alike.</summary>
/// <param name="Codes">A code ending in <c>*</c> stands for all that begin like it (ICD-10-CM's placeholders and seventh characters).</param>
public sealed record ConditionGroup(string Name, string Text, IReadOnlyList<DiagnosisCode> Codes);

public sealed record DiagnosisCode(string System, string Code)
{
    public bool Covers(Coding coding) => System == coding.System &&
        (Code.EndsWith('*') ? coding.Code.StartsWith(Code[..^1], StringComparison.Ordinal) : Code == coding.Code);
}
