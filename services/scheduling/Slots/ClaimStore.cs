using ClinicNetwork.Scheduling.Booking;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Slots;

/// <summary>
/// Claims as MongoDB holds them. A claim on a day is one conditional update whose filter excludes every overlap: unlike a
/// version filter it loses only real races, so placements side by side on one busy day do not disturb each other, and the
/// day need not be read first. A patient's document is small and rarely contended: there the version is the filter.
/// </summary>
public sealed class ClaimStore(IMongoDatabase database)
{
    static readonly FilterDefinitionBuilder<Claim> Overlap = Builders<Claim>.Filter;
    static readonly UpdateDefinitionBuilder<DayDocument> Day = Builders<DayDocument>.Update;

    public IMongoCollection<DayDocument> Days { get; } = database.GetCollection<DayDocument>("days");
    public IMongoCollection<PatientDocument> Patients { get; } = database.GetCollection<PatientDocument>("patients");

    public async Task CreateIndexes(CancellationToken ct)
    {
        await Days.Indexes.CreateManyAsync(
        [
            new(Builders<DayDocument>.IndexKeys.Ascending(d => d.Chain).Ascending(d => d.Date), new() { Name = "chain" }),
            new(Builders<DayDocument>.IndexKeys.Ascending("claims.series"), new() { Name = "series" }),
        ], ct);
        await Patients.Indexes.CreateOneAsync(new CreateIndexModel<PatientDocument>(
            Builders<PatientDocument>.IndexKeys.Ascending("claims.series"), new() { Name = "series" }), cancellationToken: ct);
    }

    /// <summary>Writes a claim on a therapist and a room unless one of them is taken then.</summary>
    /// <returns>False when it is.</returns>
    public async Task<bool> TryClaim(string chain, string location, DateOnly date, Claim claim, bool known, CancellationToken ct)
    {
        var id = DayDocument.IdOf(location, date);
        if (!known && await TryInsert(Days, new() { Id = id, Chain = chain, Location = location, Date = date, Version = 1, Claims = [claim] }, ct))
            return true;
        var then = Overlap.Lt(c => c.From, claim.To) & Overlap.Gt(c => c.To, claim.From);
        var taken = Builders<DayDocument>.Filter;
        var free = !taken.Or(
            taken.ElemMatch(d => d.Claims, then & Overlap.Eq(c => c.Therapist, claim.Therapist)),
            taken.ElemMatch(d => d.Claims, then & Overlap.Eq(c => c.Room, claim.Room)));
        var written = await Days.UpdateOneAsync(taken.Eq(d => d.Id, id) & free, Day.Push(d => d.Claims, claim).Inc(d => d.Version, 1), cancellationToken: ct);
        return written.MatchedCount == 1;
    }

    public Task<PatientDocument?> Patient(string id, CancellationToken ct) => Patients.Find(p => p.Id == id).FirstOrDefaultAsync(ct)!;

    /// <summary>Adds a patient's claims to the document as it was read.</summary>
    /// <returns>False when it has changed since.</returns>
    public async Task<bool> TryClaim(string id, string chain, PatientDocument? read, IReadOnlyList<PatientClaim> claims, CancellationToken ct)
    {
        if (read is null) return await TryInsert(Patients, new() { Id = id, Chain = chain, Version = 1, Claims = [.. claims] }, ct);
        var written = await Patients.UpdateOneAsync(p => p.Id == id && p.Version == read.Version,
            Builders<PatientDocument>.Update.PushEach(p => p.Claims, claims).Inc(p => p.Version, 1), cancellationToken: ct);
        return written.MatchedCount == 1;
    }

    /// <summary>Removes a series' claims, wherever they are; once more does no harm.</summary>
    /// <param name="round">Only those of this round; null: all.</param>
    public async Task Withdraw(SeriesId series, int? round, CancellationToken ct)
    {
        var id = series.ToString();
        var ofDay = Overlap.Eq(c => c.Series, id) & (round is { } r ? Overlap.Eq(c => c.Round, r) : Overlap.Empty);
        var days = await Days.Find(Builders<DayDocument>.Filter.Eq("claims.series", id)).Project(d => d.Id).ToListAsync(ct);
        foreach (var day in days)
            await Days.UpdateOneAsync(d => d.Id == day, Day.PullFilter(d => d.Claims, ofDay).Inc(d => d.Version, 1), cancellationToken: ct);

        var own = Builders<PatientClaim>.Filter;
        var ofPatient = own.Eq(c => c.Series, id) & (round is { } n ? own.Eq(c => c.Round, n) : own.Empty);
        foreach (var patient in await Patients.Find(Builders<PatientDocument>.Filter.Eq("claims.series", id)).Project(p => p.Id).ToListAsync(ct))
            await Patients.UpdateOneAsync(p => p.Id == patient,
                Builders<PatientDocument>.Update.PullFilter(p => p.Claims, ofPatient).Inc(p => p.Version, 1), cancellationToken: ct);
    }

    static async Task<bool> TryInsert<T>(IMongoCollection<T> collection, T document, CancellationToken ct)
    {
        try
        {
            await collection.InsertOneAsync(document, cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }
}
