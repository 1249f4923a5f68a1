using System.Text.Json.Nodes;

namespace ClinicNetwork.Operations.Rules;

/// <summary>One difference between two versions; null: it was not there, or is not any more.</summary>
public sealed record ChangedField(string Label, string? Before, string? Now);

/// <summary>What is different between two bodies, line by line as people read them.</summary>
public static class PolicyChanges
{
    public static IReadOnlyList<ChangedField> Between(PolicyKind kind, JsonObject before, JsonObject now)
    {
        var (was, @is) = (Lines(kind, before), Lines(kind, now));
        return
        [
            .. was.Keys.Union(@is.Keys).SelectMany(label =>
            {
                var (old, fresh) = (was.GetValueOrDefault(label) ?? [], @is.GetValueOrDefault(label) ?? []);
                if (old.Count <= 1 && fresh.Count <= 1)
                    return old.SequenceEqual(fresh) ? Array.Empty<ChangedField>() : [new(label, old.FirstOrDefault(), fresh.FirstOrDefault())];
                return [.. old.Except(fresh).Select(line => new ChangedField(label, line, null)), .. fresh.Except(old).Select(line => new ChangedField(label, null, line))];
            }),
        ];
    }

    static Dictionary<string, List<string>> Lines(PolicyKind kind, JsonObject body) =>
        PolicyForm.Fields(kind, body).ToDictionary(f => f.Label, f => f.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList());
}
