using MongoDB.Bson.Serialization.Attributes;

namespace ClinicNetwork.Operations.Figures;

/// <summary>By what figures are told apart. Codes and ids.</summary>
public sealed record Cut(string Chain, string Partner, string? Location, string? Payer);

/// <summary>What of a row stands in the books.</summary>
/// <param name="Step">Of the step that put it there.</param>
public sealed record Booked(long Step, Cut Cut, IReadOnlyList<string> Moments);

/// <summary>A row that has changed since it was put into the books.</summary>
/// <param name="Unbooked">Another one with each change.</param>
/// <param name="Booked">Null when it has never been.</param>
public sealed record BookedRow([property: BsonId] string Id, string Chain, string Partner, string? Location, string? Payer, IReadOnlyList<string>? Moments, Guid Unbooked, Booked? Booked)
{
    /// <summary>The field by which these rows are found.</summary>
    public const string Mark = "unbooked";

    [BsonIgnore]
    public Cut Cut => new(Chain, Partner, Location, Payer);
}

/// <summary>What one page of the books gains or loses.</summary>
/// <param name="Page">See <see cref="Books.PageOf"/>.</param>
/// <param name="Field">Place and measure within it.</param>
public sealed record Entry(string Page, string Field, int By);

/// <summary>What a row is to bear once the step is done.</summary>
public sealed record BookMark(string Row, Guid Unbooked, Booked Booked);

/// <summary>
/// One step of bookkeeping, stored before it is done: whoever finds one that is not done completes it, so that an instance may die at any moment and every row is still counted once.
/// </summary>
public sealed record Step(string Id, long Number, IReadOnlyList<Entry> Entries, IReadOnlyList<BookMark> Marks)
{
    public static Step None { get; } = new("all", 0, [], []);

    /// <summary>The step that puts these rows into the books as they stand now, and takes out what stood there of them.</summary>
    public Step After(IReadOnlyList<BookedRow> rows)
    {
        var entries = new Dictionary<(string Page, string Field), int>();
        foreach (var row in rows)
        {
            foreach (var moment in row.Booked?.Moments ?? []) Add(row.Booked!.Cut, moment, -1);
            foreach (var moment in row.Moments ?? []) Add(row.Cut, moment, 1);
        }
        return new(Id, Number + 1, [.. entries.Where(e => e.Value != 0).Select(e => new Entry(e.Key.Page, e.Key.Field, e.Value))],
            [.. rows.Select(row => new BookMark(row.Id, row.Unbooked, new(Number + 1, row.Cut, row.Moments ?? [])))]);

        void Add(Cut cut, string moment, int by)
        {
            var (measure, hour) = Figures.Moments.Parts(moment);
            var key = (Books.PageOf(cut.Chain, hour), $"{Books.FieldOf(cut)}.{measure}");
            entries[key] = entries.GetValueOrDefault(key) + by;
        }
    }
}
