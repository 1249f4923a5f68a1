using ClinicNetwork.Operations.Figures;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>
/// Keeps the <see cref="Tally"/> as rows change: nobody has to read a million rows to say how many there are. Rows that have
/// changed since are few, and are added by whoever asks.
/// </summary>
public sealed class Tallies(IMongoDatabase database, ReferralRows rows)
{
    /// <summary>Rows that one step counts.</summary>
    const int AtOnce = 500;
    /// <summary>Rows that who asks adds at most; more wait only while a network is counted for the first time.</summary>
    const int MostUncounted = 5000;
    /// <summary>Looks at a tally that changes meanwhile.</summary>
    const int Looks = 3;
    static readonly FilterDefinitionBuilder<UncountedRow> Where = Builders<UncountedRow>.Filter;
    static readonly FilterDefinition<UncountedRow> Uncounted = Where.Exists(UncountedRow.Mark);
    readonly IMongoCollection<Tally> tallies = database.GetCollection<Tally>("tally");
    /// <summary>Who asks for counts needs no more of a tally.</summary>
    static readonly ProjectionDefinition<Tally, Tally> WithoutBooks = Builders<Tally>.Projection.Exclude(t => t.Entries).Exclude("marks.counted.moments").Exclude("marks.counted.cut");
    readonly Books books = new(database);
    /// <summary>The version that is known to be complete.</summary>
    long complete;
    readonly IMongoCollection<UncountedRow> changed = database.GetCollection<UncountedRow>(rows.Collection.CollectionNamespace.CollectionName);

    /// <summary>How many referrals stand how.</summary>
    /// <param name="chains">Of these chains; null: of all.</param>
    /// <returns>The counts, and whether more rows wait to be counted than are looked at.</returns>
    public async Task<(IReadOnlyList<GroupCount> Groups, bool Behind)> Read(IReadOnlyCollection<string>? chains, CancellationToken ct)
    {
        for (var look = 1; ; look++)
        {
            var tally = await tallies.Find(t => t.Id == Tally.Empty.Id).Project(WithoutBooks).FirstOrDefaultAsync(ct) ?? Tally.Empty;
            var waiting = await changed.Find(Uncounted).Limit(MostUncounted + 1).ToListAsync(ct);
            if (look < Looks && await tallies.Find(t => t.Id == tally.Id && t.Version > tally.Version).AnyAsync(ct)) continue;
            return ([.. tally.CountsWith(waiting).Where(g => chains is null || chains.Contains(g.Standing.Chain))], waiting.Count > MostUncounted);
        }
    }

    /// <summary>Counts some of the rows that have changed.</summary>
    /// <returns>False when there are none.</returns>
    public async Task<bool> Count(CancellationToken ct)
    {
        if (!await changed.Find(Uncounted).AnyAsync(ct)) return false;
        var known = await tallies.Find(t => t.Id == Tally.Empty.Id).FirstOrDefaultAsync(ct) ?? Tally.Empty;
        await Complete(known, ct);
        // Read after the tally: what another instance counts from now on makes this one's write fail.
        var waiting = await changed.Find(Uncounted).Limit(AtOnce).ToListAsync(ct);
        var next = known.With(waiting);
        if (waiting.Count > 0 && await TryWrite(next, ct)) await Complete(next, ct);
        return waiting.Count > 0;
    }

    /// <summary>Turns the pages of the books, then lets the rows bear that they are counted; once more does no harm, and neither does too late.</summary>
    async Task Complete(Tally tally, CancellationToken ct)
    {
        if (tally.Version == complete) return;
        await books.Turn(tally.Version, tally.Entries ?? [], ct);
        await Mark(tally, ct);
        complete = tally.Version;
    }

    /// <returns>False when another instance was faster.</returns>
    async Task<bool> TryWrite(Tally next, CancellationToken ct)
    {
        if (next.Version > 1) return (await tallies.ReplaceOneAsync(t => t.Id == next.Id && t.Version == next.Version - 1, next, cancellationToken: ct)).MatchedCount == 1;
        try
        {
            await tallies.InsertOneAsync(next, cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }

    /// <summary>Lets the rows of a tally bear that they are counted; once more does no harm, and neither does too late.</summary>
    async Task Mark(Tally tally, CancellationToken ct)
    {
        if (tally.Marks.Count == 0) return;
        await changed.BulkWriteAsync(tally.Marks.Select(mark => new UpdateOneModel<UncountedRow>(
            Where.Eq(r => r.Id, mark.Row) & (Where.Exists("counted", false) | Where.Lt(r => r.Counted!.Tally, tally.Version)),
            Builders<UncountedRow>.Update.Pipeline(new BsonDocument[]
            {
                new("$set", new BsonDocument
                {
                    { "counted", new BsonDocument("$literal", mark.Counted.ToBsonDocument()) },
                    // Changed again meanwhile, it stays to be counted.
                    { UncountedRow.Mark, new BsonDocument("$cond", new BsonArray
                        {
                            new BsonDocument("$eq", new BsonArray { $"${UncountedRow.Mark}", new BsonBinaryData(mark.Uncounted, GuidRepresentation.Standard) }),
                            "$$REMOVE", $"${UncountedRow.Mark}",
                        }) },
                }),
            }))), new BulkWriteOptions { IsOrdered = false }, ct);
    }
}
