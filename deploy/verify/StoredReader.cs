using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Verify;

/// <summary>
/// Reads all databases in batches and keeps only what the invariants are about. No patient data: facts, orders, names and texts stay unread.
/// </summary>
/// <remarks>
/// What tells when it changed is read last, referrals at the very end: what changes while this reads is then seen to be young, and is not judged.
/// </remarks>
/// <param name="movingSince">What has changed since then is still moving.</param>
sealed class StoredReader(IMongoClient mongo, string prefix, DateTime movingSince, TimeProvider clock, IProgress<string> progress)
{
    const int Batch = 1000;
    const int Step = 20_000;
    static readonly string[] Services = ["referral", "scheduling", "insurance", "operations", "payer-simulator"];
    /// <summary>Named one by one: what is not needed is neither read nor unpacked, patient data least of all.</summary>
    static readonly ProjectionDefinition<BsonDocument> JudgedPart = Fields(
        "at", "chain", "due", "location", "claims", "history.at", "outboxSince", "outbox._id", "state.businessStatus", "state.stage", "state.since", "state.coverage.outcome", "state.attempt",
        "state.referralId", "state.patientKey", "state.attempts", "state.units");
    static readonly ProjectionDefinition<BsonDocument> OutboxOnly = Fields("outbox._id", "outboxSince", "state.status", "state.type", "state.kind", "state.referralId");

    readonly List<StoredReferral> referrals = [];
    readonly List<StoredSeries> series = [];
    readonly List<StoredClaim> claims = [];
    readonly List<StoredPatientClaim> patientClaims = [];
    readonly List<StoredUnit> reservations = [];
    readonly List<StoredUnit> counted = [];
    readonly List<StoredOutbox> outboxes = [];
    readonly List<StoredFailure> failed = [];
    readonly Dictionary<string, DateTime> seen = [];
    readonly HashSet<string> moving = [];
    int documents;

    /// <summary>What each judged collection's documents are, and which referral a document is about where it tells when it changed; in the order of reading.</summary>
    (string Collection, Action<BsonDocument> Keep, Func<BsonDocument, string>? About)[] Judged =>
    [
        ("operations/referrals", d => seen[d.Text("_id")] = d.Time("at") ?? default, null),
        ("scheduling/days", d => claims.AddRange(Shapes.Claims(d)), null),
        ("scheduling/patients", d => patientClaims.AddRange(Shapes.PatientClaims(d)), null),
        ("insurance/benefits", d => counted.AddRange(Shapes.Counted(d)), null),
        ("insurance/coverage-cases", d => reservations.AddRange(Shapes.Reservations(d)), d => d.Text("_id")),
        ("scheduling/series", d => series.Add(Shapes.Series(d)), d => series[^1].Referral),
        ("referral/referrals", d => referrals.Add(Shapes.Referral(d)), d => d.Text("_id")),
    ];

    public async Task<Stored> Read(CancellationToken cancellation)
    {
        var there = new HashSet<string>();
        foreach (var service in Services)
            there.UnionWith((await (await mongo.GetDatabase(prefix + service).ListCollectionNamesAsync(cancellationToken: cancellation)).ToListAsync(cancellation)).Select(name => $"{service}/{name}"));
        var judged = Judged;
        foreach (var place in there.Except(judged.Select(j => j.Collection)).Order()) await Each(place, OutboxOnly, d => { if (place.EndsWith("/failed-messages", StringComparison.Ordinal)) failed.AddRange(Shapes.Failed(place, d)); }, cancellation);
        foreach (var (place, keep, about) in judged.Where(j => there.Contains(j.Collection)))
            await Each(place, JudgedPart, document =>
            {
                keep(document);
                if (about is not null && Shapes.Changed(document) >= movingSince) moving.Add(about(document));
            }, cancellation);
        return new(referrals, series, claims, patientClaims, reservations, counted, outboxes, documents) { Moving = moving, Failed = failed, Seen = seen };
    }

    static ProjectionDefinition<BsonDocument> Fields(params IEnumerable<string> names) =>
        Builders<BsonDocument>.Projection.Combine(names.Select(name => Builders<BsonDocument>.Projection.Include(name)));

    async Task Each(string place, ProjectionDefinition<BsonDocument> part, Action<BsonDocument> look, CancellationToken cancellation)
    {
        var (service, name) = (place[..place.IndexOf('/')], place[(place.IndexOf('/') + 1)..]);
        var read = 0;
        using var batches = await mongo.GetDatabase(prefix + service).GetCollection<BsonDocument>(name)
            .Find(FilterDefinition<BsonDocument>.Empty, new FindOptions { BatchSize = Batch }).Project(part).ToCursorAsync(cancellation);
        while (await batches.MoveNextAsync(cancellation))
            foreach (var document in batches.Current)
            {
                look(document);
                if (document.Parts("outbox").Any()) outboxes.Add(new($"{place}/{document["_id"]}", document.Time("outboxSince"), clock.GetUtcNow().UtcDateTime));
                if (++read % Step == 0) progress.Report($"{place}: {read} documents read");
            }
        documents += read;
        if (read > 0) progress.Report($"{place}: {read} documents");
    }
}
