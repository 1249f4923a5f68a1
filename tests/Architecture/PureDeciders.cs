using ArchUnitNET.Loader;

namespace Tests.Architecture;

/// <summary>Deciders and publishers, and the states they work on, know no clock, no bus and no database.</summary>
public class PureDeciders
{
    static readonly ArchUnitNET.Domain.Architecture Product = new ArchLoader().LoadAssemblies(
        typeof(ClinicNetwork.Referrals.Referral).Assembly,
        System.Reflection.Assembly.Load("ClinicNetwork.Scheduling"),
        System.Reflection.Assembly.Load("ClinicNetwork.Insurance")).Build();

    static readonly ArchUnitNET.Domain.Architecture Decoys = new ArchLoader().LoadAssemblies(typeof(PureDeciders).Assembly).Build();

    static readonly string[] Impure = ["^MassTransit.*", "^MongoDB.*", @"^System\.TimeProvider$", @"^System\.Net\..*", @"^System\.IO\..*", @"^Microsoft\.AspNetCore\..*"];

    static IEnumerable<string> Violations(ArchUnitNET.Domain.Architecture architecture) =>
        architecture.Classes
            .Where(c => c.Name.EndsWith("Decider", StringComparison.Ordinal) || c.Name.EndsWith("Publisher", StringComparison.Ordinal) || c.Name.EndsWith("Facts", StringComparison.Ordinal))
            .SelectMany(c => c.Dependencies.Select(d => d.Target.FullName).Distinct()
                .Where(target => Impure.Any(pattern => System.Text.RegularExpressions.Regex.IsMatch(target, pattern)))
                .Select(target => $"{c.FullName} depends on {target}"));

    [Fact]
    public void Deciders_know_no_clock_no_bus_and_no_database() => Assert.Empty(Violations(Product));

    [Fact]
    public void The_rule_looks_at_every_service() => Assert.True(
        Product.Classes.Count(c => c.Name.EndsWith("Decider", StringComparison.Ordinal)) >= 3, "fewer deciders than services were found");

    [Fact]
    public void The_rule_sees_a_decider_that_asks_the_clock() =>
        Assert.Contains(Violations(Decoys), v => v.Contains(nameof(DecoyDecider), StringComparison.Ordinal));
}

/// <summary>What a decider must not do; here so that the rule is seen to fail.</summary>
static class DecoyDecider
{
    public static DateTimeOffset Decide(TimeProvider clock) => clock.GetUtcNow();
}
