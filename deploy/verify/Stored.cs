using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Verify;

/// <summary>A referral as stored.</summary>
/// <param name="Attempt">Placement attempt that it is in, 0 before the first.</param>
sealed record StoredReferral(string Id, string Status, string Stage, int Attempt, bool HasDue, bool SelfPay)
{
    public bool Open => Status is not ("Rejected" or "Cancelled" or "Completed");
    public bool Booked => Stage == "Treating";
    public string Series => $"{Id}-{Attempt}";
}

/// <summary>A series as stored.</summary>
/// <param name="Round">The round whose claims count; 0 when none do.</param>
sealed record StoredSeries(string Id, string Referral, int Attempt, string Stage, int Round, string Chain, string Patient, IReadOnlyList<StoredVisit> Visits)
{
    public bool Live => Stage is "Held" or "Booked";
}

/// <summary>A visit's place in a series' plan; times are UTC.</summary>
sealed record StoredVisit(int Visit, string Location, string Therapist, string Room, DateTime From, DateTime To);

/// <summary>A claim in a location's day.</summary>
sealed record StoredClaim(string Location, string Series, int Round, int Visit, string Therapist, string Room, DateTime From, DateTime To);

/// <summary>A patient's claim; <paramref name="Patient"/> is the document's id, a hash.</summary>
sealed record StoredPatientClaim(string Patient, string Series, int Round, DateTime From, DateTime To);

/// <summary>A visit's unit, in an authorisation or in a benefit (then with the benefit's id in <paramref name="Key"/>).</summary>
/// <param name="Attempt">Placement attempt.</param>
/// <param name="Key">Id of the benefit document that counts it; empty when nothing does.</param>
sealed record StoredUnit(string Referral, int Attempt, int Visit, string State, string Key)
{
    public bool Taken => State is "Reserved" or "Used";
    public string Series => $"{Referral}-{Attempt}";
}

/// <summary>A document whose outbox is not empty.</summary>
sealed record StoredOutbox(string Place, DateTime? Since);

/// <summary>Everything that the invariants are about, read from all databases. No patient data: histories and orders stay unread.</summary>
sealed record Stored(
    IReadOnlyList<StoredReferral> Referrals,
    IReadOnlyList<StoredSeries> Series,
    IReadOnlyList<StoredClaim> Claims,
    IReadOnlyList<StoredPatientClaim> PatientClaims,
    IReadOnlyList<StoredUnit> Reservations,
    IReadOnlyList<StoredUnit> Counted,
    IReadOnlyList<StoredOutbox> Outboxes,
    int Documents)
{
    static readonly string[] Services = ["referral", "scheduling", "insurance", "operations", "payer-simulator"];
    static readonly ProjectionDefinition<BsonDocument> WithoutHistory =
        Builders<BsonDocument>.Projection.Exclude("history").Exclude("seen").Exclude("outbox.body").Exclude("state.order").Exclude("state.explanation")
            .Exclude("state.patient.name").Exclude("state.patient.birthDate").Exclude("state.patient.requests");

    public static async Task<Stored> ReadAll(IMongoClient mongo, string prefix, CancellationToken cancellation)
    {
        var outboxes = new List<StoredOutbox>();
        var (referrals, series, days, patients, authorizations, benefits) = (All(), All(), All(), All(), All(), All());
        var documents = 0;
        foreach (var service in Services)
        {
            var database = mongo.GetDatabase(prefix + service);
            foreach (var collection in await (await database.ListCollectionNamesAsync(cancellationToken: cancellation)).ToListAsync(cancellation))
            {
                var read = await database.GetCollection<BsonDocument>(collection).Find(FilterDefinition<BsonDocument>.Empty).Project(WithoutHistory).ToListAsync(cancellation);
                documents += read.Count;
                outboxes.AddRange(read.Where(d => d.Parts("outbox").Any()).Select(d => new StoredOutbox($"{service}/{collection}/{d["_id"]}", d.Time("outboxSince"))));
                var target = (service, collection) switch
                {
                    ("referral", "referrals") => referrals,
                    ("scheduling", "series") => series,
                    ("scheduling", "days") => days,
                    ("scheduling", "patients") => patients,
                    ("insurance", "authorizations") => authorizations,
                    ("insurance", "benefits") => benefits,
                    _ => [],
                };
                target.AddRange(read);
            }
        }
        return new(
            [.. referrals.Select(Referral)],
            [.. series.Select(OneSeries)],
            [.. days.SelectMany(day => day.Parts("claims"), (day, c) =>
                new StoredClaim(day.Text("location"), c.Text("series"), c.Number("round"), c.Number("visit"), c.Text("therapist"), c.Text("room"), c.Time("from") ?? default, c.Time("to") ?? default))],
            [.. patients.SelectMany(patient => patient.Parts("claims"), (patient, c) =>
                new StoredPatientClaim(patient.Text("_id"), c.Text("series"), c.Number("round"), c.Time("from") ?? default, c.Time("to") ?? default))],
            [.. authorizations.SelectMany(a => a.Part("state").Parts("attempts"), (a, attempt) => (a, attempt)).SelectMany(x => x.attempt.Parts("visits"), (x, v) =>
                new StoredUnit(x.a.Text("_id"), x.attempt.Number("number"), v.Number("visit"), v.Text("state"), v.Text("key")))],
            [.. benefits.SelectMany(b => b.Part("state").Parts("units"), (b, u) =>
                new StoredUnit(u.Text("referral"), u.Number("attempt"), u.Number("visit"), u.Text("state"), b.Text("_id")))],
            outboxes, documents);

        static List<BsonDocument> All() => [];
    }

    static StoredReferral Referral(BsonDocument document)
    {
        var state = document.Part("state");
        return new(document.Text("_id"), state.Text("businessStatus"), state.Part("stage").Kind(), state.Number("attempt"),
            document.Time("due") is not null, state.Part("coverage").Text("outcome") == "self-pay");
    }

    static StoredSeries OneSeries(BsonDocument document)
    {
        var state = document.Part("state");
        var stage = state.Part("stage");
        var (kind, plan) = (stage.Kind(), stage.Part("plan"));
        return new(document.Text("_id"), state.Text("referralId"), state.Number("attempt"), kind,
            kind is "Placing" or "Held" or "Booked" or "Completed" ? stage.Number("round") : 0, document.Text("chain"), state.Part("patient").Text("key"),
            [.. plan.Parts("visits").Select(v => new StoredVisit(v.Number("visit"), plan.Text("locationId"), plan.Text("therapistId"), v.Text("room"), v.Time("start") ?? default, v.Time("end") ?? default))]);
    }
}
