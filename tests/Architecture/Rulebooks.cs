using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ClinicNetwork.Kernel;
using Type = System.Type;

namespace Tests.Architecture;

/// <summary>
/// A rulebook (states, facts, deciders, publishers, and whatever of their own service they use) sees the kernel and the contracts alone:
/// no clock, no database, no bus, no web. Followed by references, not by names.
/// </summary>
public class Rulebooks
{
    static readonly System.Reflection.Assembly[] Services =
        [.. new[] { "ClinicNetwork.Referral", "ClinicNetwork.Scheduling", "ClinicNetwork.Insurance" }.Select(System.Reflection.Assembly.Load)];

    static readonly string[] Impure =
    [
        @"^ClinicNetwork\.Hosting\.", "^MassTransit", "^MongoDB", @"^Microsoft\.", @"^Hl7\.", @"^System\.TimeProvider$", @"^System\.Random$",
        @"^System\.Net\.", @"^System\.IO\.", @"^System\.Threading\.Tasks\.Task",
    ];

    /// <summary>State and fact of every rulebook, and every class that decides on a command.</summary>
    static IEnumerable<Type> Roots(IEnumerable<System.Reflection.Assembly> assemblies)
    {
        var types = assemblies.SelectMany(a => a.GetTypes()).ToList();
        var states = types.SelectMany(t => t.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAggregate<,>)).SelectMany(i => i.GetGenericArguments())).Distinct().ToList();
        return states.Concat(types.Where(t => states.Any(s => s.IsAssignableFrom(t)))).Concat(types.Where(Decides)).Distinct();
    }

    static bool Decides(Type type) => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Any(m => m.Name == "Decide" && m.GetParameters() is [_, { ParameterType: { IsGenericType: true } command }] && command.GetGenericTypeDefinition() == typeof(Command<>));

    static List<string> Violations(params System.Reflection.Assembly[] assemblies)
    {
        var architecture = new ArchLoader().LoadAssemblies(assemblies).Build();
        var known = architecture.Types.DistinctBy(t => t.FullName).ToDictionary(t => t.FullName);
        var (seen, open, wrong) = (new HashSet<string>(), new Queue<string>(Roots(assemblies).Select(t => t.FullName!)), new List<string>());
        while (open.TryDequeue(out var name))
        {
            if (!seen.Add(name) || !known.TryGetValue(name, out var type)) continue;
            foreach (var target in type.Dependencies.Select(d => d.Target.FullName).Distinct())
            {
                if (Impure.Any(pattern => Regex.IsMatch(target, pattern))) wrong.Add($"{name} knows {target}");
                else open.Enqueue(target);
            }
        }
        return wrong;
    }

    [Fact]
    public void A_rulebook_sees_the_kernel_and_the_contracts_alone() => Assert.Empty(Violations(Services));

    [Fact]
    public void Every_service_has_a_rulebook_that_is_looked_at() =>
        Assert.All(Services, service => Assert.NotEmpty(Roots([service])));

    [Fact]
    public void The_rule_sees_a_decider_whose_helper_asks_the_clock() =>
        Assert.Contains(Violations(typeof(Rulebooks).Assembly), v => v.Contains(nameof(DecoyHelper), StringComparison.Ordinal));
}

/// <summary>What a rulebook must not do; here so that the rule is seen to fail.</summary>
static class Decoy
{
    public static Decision<string> Decide(string state, Command<TimePassed> command) => DecoyHelper.Now(command.ToString());
}

static class DecoyHelper
{
    public static string Now(string text) => $"{text} {TimeProvider.System.GetUtcNow()}";
}
