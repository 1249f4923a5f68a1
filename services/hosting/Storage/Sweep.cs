namespace ClinicNetwork.Hosting;

/// <summary>What time moves in one collection: documents that are due, and events that were left in an outbox.</summary>
public interface ISweep
{
    IDocuments Documents { get; }

    /// <summary>Time has come for this document, which the sweep has in hand.</summary>
    Task Move(string id, CancellationToken ct);
}

/// <summary>Lets the rulebook decide what time does; nothing else is to be done.</summary>
public sealed class TimerSweep<TState, TFact>(DocumentStore<TState, TFact> store) : ISweep where TState : IAggregate<TState, TFact>
{
    public IDocuments Documents => store.Documents;

    public Task Move(string id, CancellationToken ct) => store.Handle(id, Cause.Own(Actor.Timer), new TimePassed(), store.Rules.Time, ct);
}

/// <summary>
/// One look at everything that is due. Each document is taken in hand and moved by itself: one that fails, cannot be read or
/// waits for a slow neighbour backs off and holds up no other. Several instances share the work, because each takes a document only once.
/// </summary>
public sealed class Sweeper(IEnumerable<ISweep> sweeps, IEnumerable<IIndexed> others, OutboxRelay relay, TimeProvider clock, ILogger<Sweeper> log)
{
    const int AtOnce = 200;
    const int SideBySide = 32;

    public Task CreateIndexes(CancellationToken ct) => Task.WhenAll(sweeps.Select(sweep => sweep.Documents).Concat(others).Select(collection => collection.CreateIndexes(ct)));

    /// <summary>One look at each collection's outboxes and one at what is due in it; each may take its time without the others waiting for it.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Looks =>
        sweeps.SelectMany(sweep => new Func<CancellationToken, Task>[] { ct => Outboxes(sweep.Documents, ct), ct => Due(sweep, ct) });

    async Task Outboxes(IDocuments documents, CancellationToken ct)
    {
        try
        {
            foreach (var id in await documents.Unpublished(clock.GetUtcNow(), AtOnce, ct))
                relay.Enqueue(documents, id, await documents.ClaimOutbox(id, clock.GetUtcNow(), ct));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Events of {Collection} could not be looked for and are looked for again: {Reason}", documents.Name, e.Message);
        }
    }

    async Task Due(ISweep sweep, CancellationToken ct)
    {
        try
        {
            using var places = new SemaphoreSlim(SideBySide);
            await Task.WhenAll((await sweep.Documents.Due(clock.GetUtcNow(), AtOnce, ct)).Select(async id =>
            {
                await places.WaitAsync(ct);
                try
                {
                    await TryMove(sweep, id, ct);
                }
                finally
                {
                    places.Release();
                }
            }));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("What is due in {Collection} could not be looked for and is looked for again: {Reason}", sweep.Documents.Name, e.Message);
        }
    }

    async Task TryMove(ISweep sweep, string id, CancellationToken ct)
    {
        try
        {
            if (await sweep.Documents.Claim(id, clock.GetUtcNow(), ct)) await sweep.Move(id, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("{Collection}/{Id} is due and could not be moved; it backs off: {Kind} {Reason}", sweep.Documents.Name, id, e.GetType().Name, e.Message);
        }
    }
}
