using System.Text.Json;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>Something that became true of a payer rule.</summary>
public abstract record RuleFact;

/// <summary>An operator put the rule into force; it replaces the version before, which stays in the history.</summary>
public sealed record RuleEnacted(PayerRule Rule, int RuleVersion) : RuleFact;

/// <summary>A payer rule and its version: one document of <c>payer-rules</c>, its earlier versions in its history.</summary>
public sealed record RuleDocument : IAggregate<RuleDocument, RuleFact>
{
    public PayerRule? Rule { get; init; }
    /// <summary>1, 2, …: grows with each change of content.</summary>
    public int RuleVersion { get; init; }

    public static RuleDocument Initial { get; } = new();
    /// <summary>A payer's rule holds for every chain.</summary>
    public string Chain => "*";
    public DateTimeOffset? Due => null;

    public RuleDocument Evolve(RuleFact fact) =>
        fact is RuleEnacted enacted ? this with { Rule = enacted.Rule, RuleVersion = enacted.RuleVersion } : this;

    /// <summary>A new version, or nothing when the content is the same.</summary>
    public static Decision<RuleFact> Enact(RuleDocument state, PayerRule rule) =>
        state.Rule is { } current && JsonSerializer.Serialize(current) == JsonSerializer.Serialize(rule)
            ? Decision<RuleFact>.None
            : new RuleEnacted(rule, state.RuleVersion + 1);
}
