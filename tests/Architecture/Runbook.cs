using System.Text.RegularExpressions;

namespace Tests.Architecture;

/// <summary>Every alert says where what to do is written, and it is written there.</summary>
public partial class Runbook
{
    [Fact]
    public void Each_alert_names_a_section_of_the_runbook_and_each_section_has_its_alert()
    {
        var alerts = Repository.Read("deploy/prometheus/alerts.yaml");
        var named = Named().Matches(alerts).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Alert().Count(alerts), named.Count);
        Assert.Equal(Section().Matches(Repository.Read("deploy/runbook.md")).Select(m => m.Groups[1].Value.ToLowerInvariant().Replace(' ', '-')).Order(StringComparer.Ordinal), named.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"runbook: deploy/runbook\.md#([a-z-]+)")]
    private static partial Regex Named();

    [GeneratedRegex("- alert: ")]
    private static partial Regex Alert();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
