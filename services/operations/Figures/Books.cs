using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Figures;

/// <summary>Counts of one cut in one hour, by measure.</summary>
public sealed record HourCounts(string Hour, Cut Cut, IReadOnlyDictionary<string, int> Counts);

/// <summary>
/// What is counted, a page for each chain and hour: hours add up to any range and any zone, and a figure costs as many pages as its range has hours, however many referrals
/// there are. Rows that change are put into the books every few seconds, in steps (<see cref="Step"/>).
/// </summary>
public sealed class Books(IMongoDatabase database)
{
    /// <summary>Rows that one step takes.</summary>
    const int AtOnce = 250;
    static readonly FilterDefinitionBuilder<BookedRow> Where = Builders<BookedRow>.Filter;
    static readonly FilterDefinition<BookedRow> Changed = Where.Exists(BookedRow.Mark);
    readonly IMongoCollection<BsonDocument> pages = database.GetCollection<BsonDocument>("figures");
    readonly IMongoCollection<Step> steps = database.GetCollection<Step>("figures-step");
    readonly IMongoCollection<BookedRow> rows = database.GetCollection<BookedRow>("referrals");

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

    /// <summary>Puts some of the rows that have changed into the books.</summary>
    /// <returns>False when there are none.</returns>
    public async Task<bool> Keep(CancellationToken ct)
    {
        if (!await rows.Find(Changed).AnyAsync(ct)) return false;
        var known = await steps.Find(s => s.Id == Step.None.Id).FirstOrDefaultAsync(ct) ?? Step.None;
        await Do(known, ct);
        // Read after the step: what another instance books from now on makes this one's write fail.
        var changed = await rows.Find(Changed).Limit(AtOnce).ToListAsync(ct);
        var next = known.After(changed);
        if (changed.Count > 0 && await TryWrite(next, ct)) await Do(next, ct);
        return changed.Count > 0;
    }

    /// <returns>False when another instance was faster.</returns>
    async Task<bool> TryWrite(Step next, CancellationToken ct)
    {
        if (next.Number > 1) return (await steps.ReplaceOneAsync(s => s.Id == next.Id && s.Number == next.Number - 1, next, cancellationToken: ct)).MatchedCount == 1;
        try
        {
            await steps.InsertOneAsync(next, cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>Once more does no harm, and neither does too late: a page takes each step once, a row no older step than its own.</summary>
    async Task Do(Step step, CancellationToken ct)
    {
        if (step.Marks.Count == 0) return;
        await Turn(step, ct);
        await Mark(step, ct);
    }

    async Task Turn(Step step, CancellationToken ct)
    {
        var where = Builders<BsonDocument>.Filter;
        var updates = step.Entries.GroupBy(e => e.Page).Select(page => new UpdateOneModel<BsonDocument>(
            where.Eq("_id", page.Key) & where.Not(where.Gte("step", step.Number)),
            Builders<BsonDocument>.Update.Combine([.. page.Select(e => Builders<BsonDocument>.Update.Inc($"counts.{e.Field}", e.By)), Builders<BsonDocument>.Update.Set("step", step.Number)])) { IsUpsert = true }).ToList();
        if (updates.Count == 0) return;
        try
        {
            await pages.BulkWriteAsync(updates, new BulkWriteOptions { IsOrdered = false }, ct);
        }
        catch (MongoBulkWriteException<BsonDocument> e) when (e.WriteConcernError is null && e.WriteErrors.All(w => w.Category == ServerErrorCategory.DuplicateKey))
        {
            // The page is there and has taken this step, or a later one, already.
        }
    }

    Task Mark(Step step, CancellationToken ct) => rows.BulkWriteAsync(step.Marks.Select(mark => new UpdateOneModel<BookedRow>(
        Where.Eq(r => r.Id, mark.Row) & (Where.Exists("booked", false) | Where.Lt(r => r.Booked!.Step, step.Number)),
        Builders<BookedRow>.Update.Pipeline(new BsonDocument[]
        {
            new("$set", new BsonDocument
            {
                { "booked", new BsonDocument("$literal", mark.Booked.ToBsonDocument()) },
                // Changed again meanwhile, it stays to be booked.
                { BookedRow.Mark, new BsonDocument("$cond", new BsonArray
                    {
                        new BsonDocument("$eq", new BsonArray { $"${BookedRow.Mark}", new BsonBinaryData(mark.Unbooked, GuidRepresentation.Standard) }), "$$REMOVE", $"${BookedRow.Mark}",
                    }) },
            }),
        }))), new BulkWriteOptions { IsOrdered = false }, ct);
}
