using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using MassTransit;

namespace Tests.Architecture;

/// <summary>
/// Every contract as it is on the wire: exchange, message URN, all fields, and the required ones alone. A change shows
/// here before it breaks a consumer. Set UPDATE_SNAPSHOTS=1 to accept a change that only adds.
/// </summary>
public class ContractSnapshots
{
    static readonly JsonSerializerOptions Indented = new(OutboxEntry.Json) { WriteIndented = true };

    public static TheoryData<string> Events() => [.. Routes.All.Select(r => r.Exchange)];

    [Theory, MemberData(nameof(Events))]
    public void A_contract_is_on_the_wire_as_it_was(string exchange)
    {
        var type = Routes.All.Single(r => r.Exchange == exchange).Event;
        var (full, required) = (Fill(type, optional: true), Fill(type, optional: false));
        var now = $$"""
            {
            "exchange": "{{exchange}}",
            "urn": "{{MessageUrn.ForTypeString(type)}}",
            "full": {{JsonSerializer.Serialize(full, type, Indented)}},
            "required": {{JsonSerializer.Serialize(required, type, Indented)}}
            }

            """;
        var file = Path.Combine(Repository.Root, "tests", "Architecture", "Snapshots", $"{exchange}.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") File.WriteAllText(file, now);

        Assert.True(File.Exists(file), $"{exchange} has no snapshot yet: run once with UPDATE_SNAPSHOTS=1 and commit it");
        Assert.Equal(File.ReadAllText(file), now);
        Assert.NotNull(JsonSerializer.Deserialize(JsonSerializer.Serialize(required, type, OutboxEntry.Json), type, OutboxEntry.Json));
    }

    [Fact]
    public void Every_event_has_one_route_and_the_README_shows_it()
    {
        var events = typeof(IEvent).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(IEvent))).ToHashSet();
        Assert.Equal(events, Routes.All.Select(r => r.Event).ToHashSet());
        Assert.Equal(events.Count, Routes.All.Count);

        var rows = Rows(Repository.Read("contracts/README.md"));
        Assert.Equal(
            Routes.All.Select(r => (Event: $"`{r.Event.Name}`", r.Publisher, Queues: string.Join(", ", r.Consumers))).Order(),
            rows.Select(row => (Event: row[0], Publisher: row[1], Queues: row[2])).Order());
        Assert.All(rows, row => Assert.Matches("^[A-Z][^<>{}]+\\.$", row[3]));
    }

    /// <summary>Every line between the table's head and the next empty line, whatever it looks like, as its four cells.</summary>
    static List<string[]> Rows(string readme) =>
        [.. readme.Split('\n').SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Trim().Length > 0)
            .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray()).Select(cells => cells.Length == 4 ? cells : throw new FormatException($"no row of four cells: {cells[0]}"))];

    [Fact]
    public void The_table_is_seen_to_break_when_code_slips_into_it() =>
        Assert.Throws<FormatException>(() => Rows("| a | b |\n|---|\n| `X` | y | public required string Reason |\n} <summary>"));

    [Fact]
    public void No_contract_has_room_for_patient_data()
    {
        var telling = new[] { "name", "birth", "patient", "note", "phone", "address", "subscriber", "member", "gender", "pain" };
        var fields = Routes.All.SelectMany(r => r.Event.GetProperties().Select(p => $"{r.Event.Name}.{p.Name}"))
            .Where(f => telling.Any(t => f[(f.IndexOf('.', StringComparison.Ordinal) + 1)..].Contains(t, StringComparison.OrdinalIgnoreCase)));
        // The share of the price is a number that says nothing of who pays it.
        Assert.Equal(["CoverageDetermined.PatientShare"], fields);
    }

    static object Fill(Type type, bool optional)
    {
        var filled = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            if (optional || property.GetCustomAttribute<RequiredMemberAttribute>() is not null) property.SetValue(filled, Sample(property.PropertyType, property.Name, optional));
        return filled;
    }

    static object Sample(Type type, string name, bool optional)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return $"a-{name.ToLowerInvariant()}";
        if (type == typeof(DateOnly)) return new DateOnly(2026, 11, 30);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 11, 30, 9, 30, 0, TimeSpan.FromHours(-5));
        if (type == typeof(decimal)) return 25.50m;
        if (type.IsPrimitive) return Convert.ChangeType(3, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            var items = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            items.SetValue(Sample(type.GetGenericArguments()[0], name, optional), 0);
            return items;
        }
        return Fill(type, optional);
    }
}
