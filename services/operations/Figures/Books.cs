using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Figures;

/// <summary>Counts of one cut in one hour, by measure.</summary>
public sealed record HourCounts(string Hour, Cut Cut, IReadOnlyDictionary<string, int> Counts);

/// <summary>
/// What is counted, a page for each chain and hour: hours add up to any range and any zone, and a figure costs as many pages as its range has hours, however many referrals
/// there are. They are kept with the tally (<see cref="Referrals.Tallies"/>), which says what each page gains and loses.
/// </summary>
public sealed class Books(IMongoDatabase database)
{
    readonly IMongoCollection<BsonDocument> pages = database.GetCollection<BsonDocument>("figures");

    public static string PageOf(string chain, string hour) => $"{Name(chain)}/{hour}";

    /// <summary>The cut within a page, as the name of a field.</summary>
    public static string FieldOf(Cut cut) => $"{Name(cut.Partner)}~{Name(cut.Location)}~{Name(cut.Payer)}";

    /// <summary>A field's name may hold neither a dot nor a dollar sign.</summary>
    static string Name(string? id) => Uri.EscapeDataString(id ?? "").Replace(".", "%2E", StringComparison.Ordinal).Replace("~", "%7E", StringComparison.Ordinal);

    /// <summary>All hours of a chain from one instant to before another, oldest first.</summary>
    public async Task<IReadOnlyList<HourCounts>> Read(string chain, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var range = Builders<BsonDocument>.Filter.Gte("_id", PageOf(chain, Moments.Hour(from))) & Builders<BsonDocument>.Filter.Lt("_id", PageOf(chain, Moments.Hour(to)));
        var found = await pages.Find(range).Sort(new BsonDocument("_id", 1)).ToListAsync(ct);
        return [.. found.SelectMany(page => page.GetValue("counts", new BsonDocument()).AsBsonDocument.Select(cut => Of(chain, page["_id"].AsString[^10..], cut)))];
    }

    static HourCounts Of(string chain, string hour, BsonElement cut)
    {
        var parts = cut.Name.Split('~').Select(Uri.UnescapeDataString).ToList();
        return new(hour, new(chain, parts[0], parts[1] is "" ? null : parts[1], parts[2] is "" ? null : parts[2]), cut.Value.AsBsonDocument.Where(c => c.Value.ToInt32() != 0).ToDictionary(c => c.Name, c => c.Value.ToInt32()));
    }

    /// <summary>Does what a version of the tally says of the books. Each page takes a version once: again does no harm, and neither does too late.</summary>
    public async Task Turn(long version, IReadOnlyList<Entry> entries, CancellationToken ct)
    {
        var (where, set) = (Builders<BsonDocument>.Filter, Builders<BsonDocument>.Update);
        var updates = entries.GroupBy(e => e.Page).Select(page => new UpdateOneModel<BsonDocument>(
            where.Eq("_id", page.Key) & where.Not(where.Gte("tally", version)),
            set.Combine([.. page.Select(e => set.Inc($"counts.{e.Field}", e.By)), set.Set("tally", version)]))
        { IsUpsert = true }).ToList();
        if (updates.Count == 0) return;
        try
        {
            await pages.BulkWriteAsync(updates, new BulkWriteOptions { IsOrdered = false }, ct);
        }
        catch (MongoBulkWriteException<BsonDocument> e) when (e.WriteConcernError is null && e.WriteErrors.All(w => w.Category == ServerErrorCategory.DuplicateKey))
        {
            // The page is there and has taken this version, or a later one, already.
        }
    }
}
