using System.Text.Json.Nodes;
using ClinicNetwork.Operations.Rules;
using ClinicNetwork.Tests.Shared;

namespace ClinicNetwork.Tests.Operations;

/// <summary>A body becomes a form and a form a body, and nothing is lost between.</summary>
public sealed class PolicyFormTests
{
    public static TheoryData<string> Seeds() => ["referral", "scheduling", "insurance"];

    [Theory, MemberData(nameof(Seeds))]
    public void A_form_that_is_sent_as_it_was_shown_changes_nothing(string service)
    {
        var documents = JsonNode.Parse(Repository.Read($"deploy/local/Seed/{service}.json"))!.AsArray();
        Assert.NotEmpty(documents);
        foreach (var line in documents)
        {
            var kind = PolicyKind.All.Single(k => ((string)line!["path"]!).StartsWith(k.Path, StringComparison.Ordinal));
            var body = line!["body"]!.AsObject();
            var fields = PolicyForm.Fields(kind, body);
            var (same, problems) = PolicyForm.Apply(kind, body, path => fields.First(f => f.Path == path).Value);
            Assert.Empty(problems);
            Assert.True(JsonNode.DeepEquals(body, same), $"{line["path"]}\n{body.ToJsonString()}\n{same.ToJsonString()}");
            Assert.Empty(PolicyChanges.Between(kind, body, same));
        }
    }

    [Fact]
    public void What_is_typed_is_taken_in_the_kind_of_its_field()
    {
        var clocks = PolicyKind.Find("rules", "clocks")!;
        var body = JsonNode.Parse("""{"reopenWithinDays":30,"questions":{"dueDays":3,"reminders":2},"clocks":[{"clock":"seen","businessDays":20}],"holidays":[],"reportWithinHours":24}""")!.AsObject();
        var (next, problems) = PolicyForm.Apply(clocks, body, path => path switch
        {
            "reopenWithinDays" => " 14 ",
            "clocks" => "seen | 15\r\nscheduled | 1 | urgent\n\n",
            "holidays" => "2026-12-25",
            "reportWithinHours" => "",
            "questions.dueDays" => "4",
            _ => null,
        });
        Assert.Empty(problems);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"reopenWithinDays":14,"questions":{"dueDays":4,"reminders":2},"clocks":[{"clock":"seen","businessDays":15},{"clock":"scheduled","businessDays":1,"priority":"urgent"}],"holidays":["2026-12-25"]}"""), next), next.ToJsonString());
        Assert.Equal(["reopen within days: 30 → 14", "questions, due days: 3 → 4", "clocks: seen | 20 → ", "clocks:  → seen | 15", "clocks:  → scheduled | 1 | urgent", "holidays:  → 2026-12-25", "report within hours: 24 → "],
            PolicyChanges.Between(clocks, body, next).Select(c => $"{c.Label}: {c.Before} → {c.Now}"));
    }

    [Fact]
    public void What_is_no_number_is_said_by_its_field_and_nothing_is_changed()
    {
        var routing = PolicyKind.Find("rules", "routing")!;
        var body = JsonNode.Parse("""{"name":"Bay State","holdMinutes":10,"weights":{"wait":1}}""")!.AsObject();
        var (next, problems) = PolicyForm.Apply(routing, body, path => path is "weights.wait" ? "<b>much</b>" : path is "nearKm" ? "1e400" : null);
        Assert.Equal(["weights, wait: '<b>much</b>' is not a number.", "near km: '1e400' is not a number."], problems);
        Assert.True(JsonNode.DeepEquals(body, next));
    }

    [Fact]
    public void What_was_not_set_can_be_set_where_it_belongs()
    {
        var payers = PolicyKind.Find("rules", "payers")!;
        var (next, _) = PolicyForm.Apply(payers, JsonNode.Parse("""{"name":"Blue Maple","pays":true}""")!.AsObject(), path => path switch { "memberShare.copayUsd" => "30.50", "pays" => "false", _ => null });
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"name":"Blue Maple","pays":false,"memberShare":{"copayUsd":30.50}}"""), next), next.ToJsonString());
    }
}
