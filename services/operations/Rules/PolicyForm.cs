using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Operations.Rules;

/// <summary>How a field of a form is filled in.</summary>
public enum FieldKind
{
    Text,
    Number,
    YesNo,
    /// <summary>One a line.</summary>
    Lines,
    /// <summary>One a line, its columns between bars.</summary>
    Rows,
    /// <summary>JSON, where nothing simpler says it.</summary>
    Json,
}

/// <summary>One field of a form.</summary>
/// <param name="Path">Within the body: <c>weights.wait</c>, <c>accepted.0.codes</c>.</param>
/// <param name="Columns">Of <see cref="FieldKind.Rows"/>; a column of numbers ends in <c>#</c>.</param>
public sealed record PolicyField(string Path, FieldKind Kind, string Value, IReadOnlyList<string> Columns)
{
    /// <summary>The path as people read it: <c>weights, wait</c>; places in lists count from 1.</summary>
    public string Label => string.Join(", ", Path.Split('.').Select(part => int.TryParse(part, out var i) ? $"{i + 1}" : Words(part)));

    /// <summary><c>businessDays</c> is <c>business days</c>.</summary>
    public static string Words(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}

/// <summary>A body as a form, and a form as a body: nothing of what the form does not show is lost.</summary>
public static class PolicyForm
{
    public static IReadOnlyList<PolicyField> Fields(PolicyKind kind, JsonObject body)
    {
        var whole = body.DeepClone().AsObject();
        // What is not set is not told; its owner's word for it is nothing.
        foreach (var (path, example) in kind.Optional)
            if (Find(whole, path) is null) Set(whole, path, long.TryParse(example, out _) ? JsonValue.Create("#") : JsonValue.Create(""), create: true);
        return [.. Of(kind, "", whole)];
    }

    static IEnumerable<PolicyField> Of(PolicyKind kind, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject when path is "keys":
                yield return new(path, FieldKind.Json, node.ToJsonString(Indented), []);
                break;
            case JsonObject inner:
                foreach (var field in inner.SelectMany(p => Of(kind, path is "" ? p.Key : $"{path}.{p.Key}", p.Value))) yield return field;
                break;
            case JsonArray list when ColumnsOf(kind, path, list) is { } columns:
                yield return new(path, FieldKind.Rows, string.Join('\n', list.Select(row => string.Join(" | ", columns.Select(c => row?[c.TrimEnd('#')]?.ToString() ?? "")).TrimEnd(' ', '|'))), columns);
                break;
            case JsonArray list when list.All(item => item is JsonValue):
                yield return new(path, FieldKind.Lines, string.Join('\n', list.Select(item => item!.ToString())), []);
                break;
            case JsonArray list:
                foreach (var field in list.SelectMany((item, i) => Of(kind, $"{path}.{i}", item))) yield return field;
                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                yield return new(path, FieldKind.YesNo, value.ToString(), []);
                break;
            case JsonValue value:
                var unset = value.GetValueKind() is JsonValueKind.String && value.ToString() is "#";
                yield return new(path, unset || value.GetValueKind() is JsonValueKind.Number ? FieldKind.Number : FieldKind.Text, unset ? "" : value.ToString(), []);
                break;
        }
    }

    static IReadOnlyList<string>? ColumnsOf(PolicyKind kind, string path, JsonArray list)
    {
        if (kind.Columns.GetValueOrDefault(path.Split('.')[^1]) is { } known) return known;
        if (list.Count == 0 || list.Any(item => item is not JsonObject row || row.Any(p => p.Value is JsonObject or JsonArray))) return null;
        return [.. list.SelectMany(item => item!.AsObject()).GroupBy(p => p.Key).Select(g => g.First().Value?.GetValueKind() is JsonValueKind.Number ? $"{g.Key}#" : g.Key)];
    }

    /// <summary>The body with what was typed in place of what the fields showed. What is left empty is not set.</summary>
    /// <returns>The body, and what could not be read of it in words.</returns>
    public static (JsonObject Body, IReadOnlyList<string> Problems) Apply(PolicyKind kind, JsonObject body, Func<string, string?> typed)
    {
        var (next, problems) = (body.DeepClone().AsObject(), new List<string>());
        foreach (var field in Fields(kind, body))
        {
            if (typed(field.Path)?.Replace("\r", "", StringComparison.Ordinal).Trim() is not { } text) continue;
            try
            {
                var value = Value(field, text);
                Set(next, field.Path, value, create: value is not null);
            }
            catch (FormatException)
            {
                problems.Add($"{field.Label}: '{Short(text)}' is not a number.");
            }
            catch (JsonException)
            {
                problems.Add($"{field.Label}: this is no JSON.");
            }
        }
        return (next, problems);
    }

    static JsonNode? Value(PolicyField field, string text) => field.Kind switch
    {
        FieldKind.Lines => new JsonArray([.. Lines(text).Select(line => (JsonNode?)JsonValue.Create(line))]),
        FieldKind.Rows => new JsonArray([.. Lines(text).Select(line => Row(field.Columns, line))]),
        _ when text is "" => null,
        FieldKind.Json => JsonNode.Parse(text, null, new() { MaxDepth = 16 }),
        FieldKind.YesNo => JsonValue.Create(text is "true"),
        FieldKind.Number => Number(text),
        _ => JsonValue.Create(text),
    };

    static JsonObject Row(IReadOnlyList<string> columns, string line)
    {
        var (row, cells) = (new JsonObject(), line.Split('|', StringSplitOptions.TrimEntries));
        foreach (var (column, cell) in columns.Zip(cells))
            if (cell is not "") row[column.TrimEnd('#')] = column.EndsWith('#') ? Number(cell) : JsonValue.Create(cell);
        return row;
    }

    static JsonValue Number(string text) => JsonValue.Create(decimal.Parse(text, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;

    static JsonNode? Find(JsonNode? node, string path) => path.Split('.').Aggregate(node, (at, name) => at switch
    {
        JsonObject inner => inner[name],
        JsonArray list when int.TryParse(name, out var i) && i < list.Count => list[i],
        _ => null,
    });

    static void Set(JsonObject body, string path, JsonNode? value, bool create)
    {
        var names = path.Split('.');
        JsonNode? at = body;
        foreach (var name in names[..^1])
        {
            if (at is JsonObject owner && owner[name] is null && create) owner[name] = new JsonObject();
            at = Find(at, name);
        }
        if (at is not JsonObject last) return;
        if (value is null) last.Remove(names[^1]);
        else last[names[^1]] = value;
    }

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
