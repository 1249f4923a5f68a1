using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referral;

/// <summary>
/// The chain's rules for what is taken without a person: data, versioned, changed by an operator. Sources: the conditions
/// treated (S3), red flags and doubtful cases (S9).
/// </summary>
public sealed record ScreeningRules
{
    public const string Collection = "screening-rules";
    public string Id { get; init; } = "screening";
    public long Version { get; init; }
    /// <summary>Codes of the certified techniques (S2).</summary>
    public required IReadOnlyList<string> Techniques { get; init; }
    /// <summary>Condition groups that are accepted without a person.</summary>
    public required IReadOnlyList<ConditionGroup> Accepted { get; init; }
    /// <summary>Conditions that always go to a person, with the words why.</summary>
    public required IReadOnlyList<ConditionGroup> Review { get; init; }

    /// <summary>Every problem of these rules, in words; empty when they can be used.</summary>
    public IEnumerable<string> Problems()
    {
        if (Techniques.Count == 0) yield return "techniques: name at least one certified technique.";
        if (Accepted.Count == 0) yield return "accepted: name at least one condition group.";
        foreach (var group in Accepted.Concat(Review))
        {
            if (string.IsNullOrWhiteSpace(group.Name) || string.IsNullOrWhiteSpace(group.Text)) yield return $"group '{group.Name}': give it a name and a text.";
            if (group.Codes.Count == 0) yield return $"group '{group.Name}': name at least one code.";
        }
        foreach (var twice in Accepted.SelectMany(g => g.Codes).Intersect(Review.SelectMany(g => g.Codes)))
            yield return $"code {twice.System}|{twice.Code}: it stands under accepted and under review; decide for one.";
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

public static partial class ReferralDecider
{
    /// <summary>
    /// The first decision on a new order. An unknown diagnosis is never refused: a person looks at it. The same order
    /// again is already so; other content under the same number is a conflict.
    /// </summary>
    public static Decision<ReferralFact> Submit(Referral referral, Order order, ScreeningRules rules, DateTimeOffset now)
    {
        if (referral.Stage is not Unsent)
            return referral.Fingerprint == order.Fingerprint
                ? Decision<ReferralFact>.None
                : new Refusal(RefusalKind.Conflict, "duplicate-order",
                    "An order with this placer identifier was received before, with other content. Send a new order under a new number, or revoke the first.",
                    "ServiceRequest.identifier");
        return Decision<ReferralFact>.Of([new ReferralReceived(order, now), Screen(order, rules, now)]);
    }

    /// <summary>Deceased and spa are rejected; red flags, fractures and unknown diagnoses go to a person; known conditions are accepted.</summary>
    public static ReferralFact Screen(Order order, ScreeningRules rules, DateTimeOffset now)
    {
        if (order.Patient.Deceased)
            return new ReferralRejected("deceased", "The patient is recorded as deceased.", now);
        if (order.ServiceKind == "spa")
            return new ReferralRejected("service-inappropriate", "Spa massage needs no referral and is never billed to insurance: the patient books it at the clinic directly.", now);
        if (!order.HasPrescription)
            return new ReviewRequired("review", "The order is not active, so it is no prescription yet: a coordinator asks the referrer.", null, now);
        foreach (var group in rules.Review)
            if (order.Diagnoses.FirstOrDefault(d => group.Codes.Any(c => c.Covers(d))) is { } flagged)
                return new ReviewRequired("review", $"{group.Text} (code {flagged.Code}): a coordinator decides with the referrer.", null, now);
        foreach (var group in rules.Accepted)
            if (order.Diagnoses.Any(d => group.Codes.Any(c => c.Covers(d))))
                return new ReferralAccepted(group.Name, $"screening rules {rules.Version}", now);
        var codes = string.Join(", ", order.Diagnoses.Select(d => d.Code));
        return new ReviewRequired("review", order.Diagnoses.Count == 0
            ? "No coded diagnosis was sent: a coordinator asks the referrer."
            : $"The diagnosis {codes} is not among the conditions treated without review: a coordinator decides.", null, now);
    }
}
