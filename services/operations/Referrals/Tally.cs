using ClinicNetwork.Operations.Figures;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>What a row is to bear once the tally with it stands.</summary>
public sealed record TallyMark(string Row, Guid Uncounted, Counted Counted);

/// <summary>
/// All referrals, counted. The rows that a write has counted are named in the same write: whoever finds that they do not bear it yet,
/// because an instance has died in between, completes it. So each row is counted once, whatever happens. The books (<see cref="Books"/>) are kept in the same way, by the same write.
/// </summary>
/// <param name="Marks">Of the rows that this version counted anew.</param>
public sealed record Tally(string Id, long Version, IReadOnlyList<GroupCount> Groups, IReadOnlyList<TallyMark> Marks)
{
    public static Tally Empty { get; } = new("all", 0, [], []);

    /// <summary>What the pages of the books gain and lose by this version; null in what an earlier one wrote.</summary>
    public IReadOnlyList<Entry>? Entries { get; init; }

    /// <summary>The tally that follows when these rows are counted as they stand now.</summary>
    public Tally With(IReadOnlyList<UncountedRow> rows)
    {
        var version = Version + 1;
        return new(Id, version, Counting(rows, row => row.Counted), [.. rows.Select(row => new TallyMark(row.Id, row.Uncounted, new(version, row.Standing, row.Visits) { Cut = row.Cut, Moments = row.Moments }))])
        {
            Entries = Entry.Between([.. rows.Where(row => row.Counted?.Cut is not null).Select(row => (row.Counted!.Cut!, row.Counted.Moments ?? []))], [.. rows.Select(row => (row.Cut, row.Moments ?? []))]),
        };
    }

    /// <summary>The counts as they are with rows that have changed since.</summary>
    public IReadOnlyList<GroupCount> CountsWith(IEnumerable<UncountedRow> rows)
    {
        // A tally may stand before its rows bear it.
        var marks = Marks.ToDictionary(mark => mark.Row, mark => mark.Counted);
        return Counting(rows, row => marks.TryGetValue(row.Id, out var mark) && !(row.Counted?.Tally >= mark.Tally) ? mark : row.Counted);
    }

    IReadOnlyList<GroupCount> Counting(IEnumerable<UncountedRow> rows, Func<UncountedRow, Counted?> before)
    {
        var groups = Groups.ToDictionary(g => g.Standing, g => (g.Count, g.Visits));
        foreach (var row in rows)
        {
            if (before(row) is { } counted) Add(counted.Standing, -1, -counted.Visits);
            Add(row.Standing, 1, row.Visits);
        }
        return [.. groups.Where(g => g.Value != default).Select(g => new GroupCount(g.Key, g.Value.Count, g.Value.Visits))];

        void Add(Standing standing, int count, int visits)
        {
            var (known, booked) = groups.GetValueOrDefault(standing);
            groups[standing] = (known + count, booked + visits);
        }
    }
}
