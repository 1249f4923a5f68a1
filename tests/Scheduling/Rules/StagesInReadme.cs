using ClinicNetwork.Scheduling.Booking;

namespace ClinicNetwork.Tests.Scheduling.Rules;

/// <summary>The README's table of stages says what the code does.</summary>
public sealed class StagesInReadme
{
    static readonly Dictionary<string, string[]> Rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "README.md"))
        .SkipWhile(line => !line.StartsWith("| stage |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToDictionary(cells => cells[0]);

    [Fact]
    public void Every_stage_has_its_row_and_every_row_its_stage() => Assert.Equal(
        typeof(Stage).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(Stage))).Select(t => t.Name).Order(StringComparer.Ordinal),
        Rows.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_stage_that_waits_is_due_and_no_other_is()
    {
        foreach (var stage in Stored.Stages)
            Assert.True((Series.Initial with { Stage = stage }).Due is not null == (Rows[stage.GetType().Name][2] != "–"), $"{stage.GetType().Name}: the README says {Rows[stage.GetType().Name][2]}");
        Assert.All(Rows.Values, cells => Assert.True(cells.Length == 4 && cells.All(cell => cell.Length > 0), $"{cells[0]} lacks a cell"));
    }
}
