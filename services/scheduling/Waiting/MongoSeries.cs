using System.Globalization;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.WaitingLists;

/// <summary>Series in MongoDB, found by referral, by rank in the queue, and by day.</summary>
public sealed class MongoSeries(MongoDocuments<Series, SeriesFact> series) : IWaitingQueue, IAttempts, ILostSeries
{
    static readonly FilterDefinitionBuilder<Document<Series, SeriesFact>> Where = Builders<Document<Series, SeriesFact>>.Filter;
    static readonly SortDefinition<Document<Series, SeriesFact>> Rank =
        Builders<Document<Series, SeriesFact>>.Sort.Ascending("state.stage.urgency").Ascending("state.stage.since").Ascending(d => d.Id);

    /// <summary>What lists read: also what people wrote, only not the history.</summary>
    static readonly ProjectionDefinition<Document<Series, SeriesFact>, Document<Series, SeriesFact>> WithWords =
        Builders<Document<Series, SeriesFact>>.Projection.Exclude(d => d.History);

    /// <summary>Named by the queries that need them: the local engine's planner reads all of a collection of large documents instead.</summary>
    public static IReadOnlyList<BsonDocument> Indexes { get; } =
    [
        new() { { "state.stage._t", 1 }, { "chain", 1 }, { "state.stage.urgency", 1 }, { "state.stage.since", 1 }, { "due", 1 } },
        new() { { "state.stage.plan.visits.date", 1 }, { "chain", 1 }, { "state.stage._t", 1 } },
    ];

    public async Task<IReadOnlyList<Waiter>> First(string chain, DateTimeOffset? due, Waiter? after, int limit, CancellationToken ct)
    {
        var filter = Where.Eq("state.stage._t", nameof(Waiting)) & Where.Eq(d => d.Chain, chain);
        if (due is { } by) filter &= Where.Lte(d => d.Due, by);
        if (after is not null) filter &= Behind(after);
        var found = await series.Collection.Find(filter, new() { Hint = Indexes[0] }).Sort(Rank).Limit(limit).Project(MongoDocuments<Series, SeriesFact>.StateOnly).ToListAsync(ct);
        return [.. found.Select(d => d.State).Select(s => s.Stage is Waiting w ? new Waiter(s.Key.ToString(), s.Chain, w.Urgency, w.Since) : null).OfType<Waiter>()];
    }

    static FilterDefinition<Document<Series, SeriesFact>> Behind(Waiter waiter)
    {
        var sameUrgency = Where.Eq("state.stage.urgency", waiter.Urgency);
        var sameTime = Where.Eq("state.stage.since", waiter.Since.UtcDateTime);
        return Where.Gt("state.stage.urgency", waiter.Urgency)
            | (sameUrgency & Where.Gt("state.stage.since", waiter.Since.UtcDateTime))
            | (sameUrgency & sameTime & Where.Gt(d => d.Id, waiter.Id));
    }

    async Task<IReadOnlyList<Series>> IAttempts.Of(string referralId, CancellationToken ct) =>
        [.. (await series.Collection.Find(Of(referralId)).Project(MongoDocuments<Series, SeriesFact>.StateOnly).ToListAsync(ct)).Select(d => d.State)];

    /// <summary>The documents of all attempts of a referral with what people wrote, in order.</summary>
    public async Task<IReadOnlyList<Document<Series, SeriesFact>>> Attempts(string referralId, CancellationToken ct) =>
        [.. (await series.Collection.Find(Of(referralId)).Project(WithWords).ToListAsync(ct)).OrderBy(d => d.State.Attempt)];

    /// <summary>Booked or completed series with a visit on a day, with what people wrote.</summary>
    /// <param name="location">Only there; null: everywhere.</param>
    /// <param name="therapist">Only theirs; null: everybody's.</param>
    /// <param name="after">Only series whose ids lie behind this one; null: all. They come ordered by id.</param>
    public async Task<IReadOnlyList<Document<Series, SeriesFact>>> On(
        string day, IReadOnlyCollection<string> chains, string? location, string? therapist, string? after, int limit, CancellationToken ct)
    {
        var filter = Where.Eq("state.stage.plan.visits.date", day) & Where.In(d => d.Chain, chains) & Where.In("state.stage._t", [nameof(Booked), nameof(Completed)]);
        if (location is not null) filter &= Where.Eq("state.stage.plan.locationId", location);
        if (therapist is not null) filter &= Where.Eq("state.stage.plan.therapistId", therapist);
        if (after is not null) filter &= Where.Gt(d => d.Id, after);
        return await series.Collection.Find(filter, new() { Hint = Indexes[1] }).SortBy(d => d.Id).Limit(limit).Project(WithWords).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<string>> At(LostPlace place, int limit, CancellationToken ct)
    {
        var filter = Where.Gte("state.stage.plan.visits.date", place.From.ToString("O", CultureInfo.InvariantCulture)) & Where.Eq(d => d.Chain, place.Chain) & Where.In("state.stage._t", [nameof(Held), nameof(Booked)]);
        if (place.Location is { } location) filter &= Where.Eq("state.stage.plan.locationId", location);
        if (place.Therapist is { } therapist) filter &= Where.Eq("state.stage.plan.therapistId", therapist);
        return await series.Collection.Find(filter, new() { Hint = Indexes[1] }).Limit(limit).Project(d => d.Id).ToListAsync(ct);
    }

    /// <summary>
    /// Ids of a referral's attempts are "{referral}-{n}": one range of the primary key ('.' follows '-'). Another referral's id may begin the same
    /// way, so the state has the last word.
    /// </summary>
    static FilterDefinition<Document<Series, SeriesFact>> Of(string referral) =>
        Where.Gt(d => d.Id, referral + "-") & Where.Lt(d => d.Id, referral + ".") & Where.Eq(d => d.State.ReferralId, referral);
}
