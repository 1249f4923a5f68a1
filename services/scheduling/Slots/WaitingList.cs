using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Slots;

/// <summary>
/// Looks after series that need a search: waiting ones, when their time comes or something has freed, the most urgent and
/// then the oldest first; and those whose placer has crashed.
/// </summary>
public sealed class WaitingList(DocumentStore<Series, SeriesFact> store, ClaimStore claims, Placer placer, TimeProvider clock, ILogger<WaitingList> log) : ISweepable
{
    const int AtOnce = 20;
    const int AfterRelease = 5;
    static readonly FilterDefinitionBuilder<Document<Series, SeriesFact>> Where = Builders<Document<Series, SeriesFact>>.Filter;
    static readonly SortDefinition<Document<Series, SeriesFact>> Queue =
        Builders<Document<Series, SeriesFact>>.Sort.Ascending("state.stage.urgency").Ascending("state.stage.since");

    public async Task CreateIndexes(CancellationToken ct)
    {
        await claims.CreateIndexes(ct);
        var keys = Builders<Document<Series, SeriesFact>>.IndexKeys;
        await store.Collection.Indexes.CreateManyAsync(
        [
            new(keys.Ascending("state.stage._t").Ascending(d => d.Chain).Ascending("state.stage.urgency").Ascending("state.stage.since"), new() { Name = "queue" }),
            new(keys.Ascending("state.stage.plan.visits.date").Ascending(d => d.Chain), new() { Name = "visits" }),
        ], ct);
    }

    /// <summary>Events are the series collection's own matter.</summary>
    public Task SweepOutbox(DateTimeOffset before, CancellationToken ct) => Task.CompletedTask;

    public async Task SweepDue(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await Find(Where.Lte(d => d.Due, now) & Where.In("state.stage._t", [nameof(Waiting), nameof(Placing)]), AtOnce, ct);
        foreach (var document in due)
        {
            try
            {
                if (document.State.Stage is Waiting) await TryAgain(document, ct);
                else await placer.Restart(document.State.Key, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The collection's own sweep comes next and backs it off.
                log.LogWarning(e, "{Series} could not be placed yet", document.Id);
            }
        }
    }

    /// <summary>Something freed in this chain.</summary>
    public async Task SlotsFreed(string chain, CancellationToken ct)
    {
        foreach (var document in await Find(Where.Eq(d => d.Chain, chain) & Where.Eq("state.stage._t", nameof(Waiting)), AfterRelease, ct))
            await TryAgain(document, ct);
    }

    async Task TryAgain(Document<Series, SeriesFact> document, CancellationToken ct)
    {
        if (await placer.TryAgain(document.State, ct)) return;
        // Not a fact: still waiting is no news, and a history of it would only grow.
        await store.Collection.UpdateOneAsync(d => d.Id == document.Id && d.Version == document.Version,
            Builders<Document<Series, SeriesFact>>.Update.Set(d => d.Due, clock.GetUtcNow() + SeriesDecider.RetryEvery), cancellationToken: ct);
        log.LogDebug("{Series} still waits for slots", document.Id);
    }

    Task<List<Document<Series, SeriesFact>>> Find(FilterDefinition<Document<Series, SeriesFact>> filter, int limit, CancellationToken ct) =>
        store.Collection.Find(filter).Sort(Queue).Limit(limit)
            .Project<Document<Series, SeriesFact>>(Builders<Document<Series, SeriesFact>>.Projection.Exclude(d => d.History)).ToListAsync(ct);
}
