using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>From the stored rules to the book that decisions are made by.</summary>
public static class RulesInForce
{
    public static RuleBook Book(this PolicyView<PayerRule> view) => new([.. view.ById.Values.Select(p => new VersionedRule(p.Id, p.Version, p.Body))]);
}
