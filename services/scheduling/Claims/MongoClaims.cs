using ClinicNetwork.Scheduling.Booking;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Claims;

/// <summary>
/// Claims in MongoDB. A claim on a day is one conditional update whose filter excludes every overlap: unlike a
/// version filter it loses only real races, so placements side by side on one busy day do not disturb each other, and the
/// day need not be read first. A patient's document is small and rarely contended: there the version is the filter.
/// </summary>
public sealed class MongoClaims(IMongoDatabase database) : IClaims
{
    static readonly FilterDefinitionBuilder<Claim> Overlap = Builders<Claim>.Filter;
    static readonly UpdateDefinitionBuilder<DayDocument> Day = Builders<DayDocument>.Update;
    readonly IMongoCollection<DayDocument> days = database.GetCollection<DayDocument>("days");
    readonly IMongoCollection<PatientDocument> patients = database.GetCollection<PatientDocument>("patients");

    public async Task CreateIndexes(CancellationToken ct)
    {
        await days.Indexes.CreateManyAsync(
        [
            new(Builders<DayDocument>.IndexKeys.Ascending(d => d.Chain).Ascending(d => d.Date), new() { Name = "chain" }),
            new(Builders<DayDocument>.IndexKeys.Ascending("claims.series"), new() { Name = "series" }),
        ], ct);
        await patients.Indexes.CreateOneAsync(new CreateIndexModel<PatientDocument>(
            Builders<PatientDocument>.IndexKeys.Ascending("claims.series"), new() { Name = "series" }), cancellationToken: ct);
    }

    public async Task<bool> TryClaim(string chain, string location, DateOnly date, Claim claim, bool known, CancellationToken ct)
    {
        var id = DayDocument.IdOf(location, date);
        if (!known && await TryInsert(days, new() { Id = id, Chain = chain, Location = location, Date = date, Version = 1, Claims = [claim] }, ct))
            return true;
        var then = Overlap.Lt(c => c.From, claim.To) & Overlap.Gt(c => c.To, claim.From);
        var taken = Builders<DayDocument>.Filter;
        var free = !taken.Or(
            taken.ElemMatch(d => d.Claims, then & Overlap.Eq(c => c.Therapist, claim.Therapist)),
            taken.ElemMatch(d => d.Claims, then & Overlap.Eq(c => c.Room, claim.Room)));
        var written = await days.UpdateOneAsync(taken.Eq(d => d.Id, id) & free, Day.Push(d => d.Claims, claim).Inc(d => d.Version, 1), cancellationToken: ct);
        return written.MatchedCount == 1;
    }

    public Task<PatientDocument?> Patient(string id, CancellationToken ct) => patients.Find(p => p.Id == id).FirstOrDefaultAsync(ct)!;

    public async Task<bool> TryClaim(
        string id, string chain, PatientDocument? read, IReadOnlyList<PatientClaim> claims, DateTimeOffset forgetBefore, CancellationToken ct)
    {
        if (read is null) return await TryInsert(patients, new() { Id = id, Chain = chain, Version = 1, Claims = [.. claims] }, ct);
        List<PatientClaim> all = [.. read.Claims.Where(c => c.To >= forgetBefore), .. claims];
        var written = await patients.UpdateOneAsync(p => p.Id == id && p.Version == read.Version,
            Builders<PatientDocument>.Update.Set(p => p.Claims, all).Inc(p => p.Version, 1), cancellationToken: ct);
        return written.MatchedCount == 1;
    }

    public async Task Withdraw(SeriesId series, int? round, CancellationToken ct)
    {
        var id = series.ToString();
        var ofDay = Overlap.Eq(c => c.Series, id) & (round is { } r ? Overlap.Eq(c => c.Round, r) : Overlap.Empty);
        foreach (var day in await days.Find(Builders<DayDocument>.Filter.Eq("claims.series", id)).Project(d => d.Id).ToListAsync(ct))
            await days.UpdateOneAsync(d => d.Id == day, Day.PullFilter(d => d.Claims, ofDay).Inc(d => d.Version, 1), cancellationToken: ct);

        var own = Builders<PatientClaim>.Filter;
        var ofPatient = own.Eq(c => c.Series, id) & (round is { } n ? own.Eq(c => c.Round, n) : own.Empty);
        foreach (var patient in await patients.Find(Builders<PatientDocument>.Filter.Eq("claims.series", id)).Project(p => p.Id).ToListAsync(ct))
            await patients.UpdateOneAsync(p => p.Id == patient,
                Builders<PatientDocument>.Update.PullFilter(p => p.Claims, ofPatient).Inc(p => p.Version, 1), cancellationToken: ct);
    }

    public async Task<IReadOnlyList<DayDocument>> Days(string chain, DateOnly from, CancellationToken ct) =>
        await days.Find(d => d.Chain == chain && d.Date >= from).ToListAsync(ct);

    public async Task<IReadOnlyList<DayVersion>> Versions(string chain, DateOnly from, CancellationToken ct) =>
        [.. (await days.Find(d => d.Chain == chain && d.Date >= from).Project(d => new { d.Id, d.Location, d.Date, d.Version }).ToListAsync(ct))
            .Select(d => new DayVersion(d.Id, d.Location, d.Date, d.Version))];

    public async Task<IReadOnlyList<DayDocument>> Days(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        await days.Find(Builders<DayDocument>.Filter.In(d => d.Id, ids)).ToListAsync(ct);

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
