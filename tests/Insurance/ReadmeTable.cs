using System.Text.RegularExpressions;
using ClinicNetwork.Insurance.Cases;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>The service's README says what each state waits for, until when, and what then; this plays it.</summary>
public partial class ReadmeTable
{
    sealed record Row(string State, string WaitsFor, string Due, string Then);

    static readonly IReadOnlyList<Row> Rows =
    [
        .. File.ReadAllLines(Path.Combine(Given.Root, "services/insurance/README.md"))
            .SkipWhile(line => !line.StartsWith("| State |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|')).Select(c => new Row(c[0].Trim(), c[1].Trim(), c[2].Trim(), c[3].Trim())),
    ];

    /// <summary>How a case comes into each state of the table.</summary>
    static readonly Dictionary<string, Action<World>> States = new()
    {
        ["authorization submitted"] = w => w.Cover("r", Given.Decide(Given.BlueMaple(10))),
        ["authorization pended"] = w => { w.Cover("r", Given.Decide(Given.BlueMaple(10))); w.Pass("r", Given.Now.AddSeconds(30)); },
        ["authorization answered or cancelled"] = w => { w.Cover("r", Given.Decide(Given.BlueMaple(10))); w.Release("r", 1, null, Reasons.Cancelled, 2); },
        ["coverage determined"] = w => w.Cover("r", Given.Decide(Given.Harborview(8))),
        ["units intended"] = w => { w.Cover("r", Given.Decide(Given.Harborview(8))); w.Request("r", 1, Given.Visits(8)); },
        ["units given up"] = w => { Reserved(w); w.Release("r", 1); },
        ["visit settled"] = w => { Reserved(w); w.Use("r", 1, Given.Visits(8)[0]); },
        ["units reserved, refused or released"] = Reserved,
    };

    [Fact]
    public void The_table_has_every_state() => Assert.Equal(States.Keys.Order(), Rows.Select(r => r.State).Order());

    public static TheoryData<string> Names => [.. States.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_waits_moves_when_it_is_due(string name)
    {
        var row = Rows.Single(r => r.State == name);
        var world = new World();
        States[name](world);
        var state = world["r"];
        if (row.Due == "–")
        {
            Assert.Null(state.Due);
            return;
        }
        var since = name == "authorization pended" ? Given.Now.AddSeconds(30) : Given.Now;
        Assert.Equal(double.Parse(Number().Match(row.Due).Value, null), (state.Due!.Value - since).TotalSeconds);

        var before = world.Facts.Count;
        if (state.SettleBy is null) world.Pass("r", state.Due.Value);
        else world.Settle("r");
        var moved = world.Facts.Skip(before).Select(f => f.GetType().Name).Distinct().ToList();
        Assert.NotEmpty(moved);
        var named = Code().Matches(row.Then).Select(m => m.Groups[1].Value).ToList();
        Assert.Subset(named.ToHashSet(), moved.ToHashSet());
        Assert.All(named, fact => Assert.NotNull(typeof(CoverageCaseFact).Assembly.GetType($"{typeof(CoverageCaseFact).Namespace}.{fact}")));
    }

    static void Reserved(World world)
    {
        world.Cover("r", Given.Decide(Given.Harborview(8)));
        world.Request("r", 1, Given.Visits(8));
        world.Settle("r");
    }

    [GeneratedRegex("^[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Code();
}
