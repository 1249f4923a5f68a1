namespace ClinicNetwork.Insurance.Payers;

/// <summary>A rule as it stood in one of its versions.</summary>
public sealed record VersionedRule(string Id, long Version, PayerRule Rule)
{
    /// <summary>What a decision records, e.g. <c>blue-maple@3</c>.</summary>
    public string Reference => $"{Id}@{Version}";
}

/// <summary>All payer rules in force at one moment.</summary>
public sealed class RuleBook(IReadOnlyList<VersionedRule> rules)
{
    /// <summary>The rule that holds the price of a visit which the patient pays alone.</summary>
    public const string SelfPayId = "self-pay";

    readonly Dictionary<string, VersionedRule> byId = rules.ToDictionary(r => r.Id);
    readonly Dictionary<string, VersionedRule> byPayer = rules
        .SelectMany(rule => rule.Rule.Payers.Select(name => (Name: name.Trim(), rule)))
        .DistinctBy(r => r.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(r => r.Name, r => r.rule, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<VersionedRule> Rules { get; } = [.. rules.OrderBy(r => r.Id, StringComparer.Ordinal)];

    public VersionedRule? ById(string id) => byId.GetValueOrDefault(id);

    public VersionedRule? ForPayer(string? name) => name is null ? null : byPayer.GetValueOrDefault(name.Trim());

    /// <summary>Price of one visit that the patient pays alone, USD.</summary>
    /// <exception cref="InvalidOperationException">No self-pay rule is loaded.</exception>
    public decimal SelfPayPrice => ById(SelfPayId)?.Rule.AllowedPriceUsd
        ?? throw new InvalidOperationException($"The payer rule {SelfPayId} is missing: load the network's data.");
}
