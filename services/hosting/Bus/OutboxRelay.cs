using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Publishes what a write left in its document's outbox, with awaited confirms, then takes it out again. What a crash
/// leaves behind the <see cref="Sweeper"/> brings here once more: at least once, never lost.
/// </summary>
/// <remarks>
/// A confirmed event is taken out by the document's next write when one comes soon, else by a batched update: most
/// documents of a moving referral so pay no write for it.
/// </remarks>
public sealed class OutboxRelay(IEventBus bus, TimeProvider clock, ILogger<OutboxRelay> log)
{
    /// <summary>How long a confirm may take; after that the sweeper has the event published again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    /// <summary>How long a confirmed event waits for its document's next write to take it out.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    public static readonly ActivitySource Source = new("ClinicNetwork");

    /// <summary>Being full is no harm: the event stays in its document, and the sweeper brings it back.</summary>
    readonly Channel<Delivery> waiting = Channel.CreateBounded<Delivery>(20_000);
    /// <summary>What waits here or is just being published, so that a sweep meanwhile adds no copy.</summary>
    readonly ConcurrentDictionary<Guid, bool> inHand = new();
    readonly ConcurrentDictionary<(string Collection, string Id), Settled> confirmed = new();

    sealed record Delivery(IDocuments Documents, string Id, IReadOnlyList<OutboxEntry> Entries);
    sealed record Settled(IDocuments Documents, IReadOnlyList<Guid> Ids, DateTimeOffset At);

    /// <summary>Hands over stored events; never blocks. Those already in hand, or confirmed and only not yet taken out, are left.</summary>
    public void Enqueue(IDocuments documents, string id, IReadOnlyList<OutboxEntry> entries)
    {
        var settled = Confirmed(documents.Name, id);
        var fresh = entries.Where(e => !settled.Contains(e.Id) && inHand.TryAdd(e.Id, true)).ToList();
        if (fresh.Count > 0 && !waiting.Writer.TryWrite(new(documents, id, fresh))) LetGo(fresh);
    }

    void LetGo(IReadOnlyList<OutboxEntry> entries)
    {
        foreach (var entry in entries) inHand.TryRemove(entry.Id, out _);
    }

    /// <summary>Events of a document that the broker has confirmed and that may leave its outbox with the next write.</summary>
    public IReadOnlyList<Guid> Confirmed(string collection, string id) =>
        confirmed.TryGetValue((collection, id), out var settled) ? settled.Ids : [];

    /// <summary>Those events have left the outbox.</summary>
    public void Forget(string collection, string id, IReadOnlyList<Guid> ids)
    {
        var key = (collection, id);
        while (ids.Count > 0 && confirmed.TryGetValue(key, out var settled))
        {
            var rest = settled.Ids.Except(ids).ToList();
            if (rest.Count == 0 ? confirmed.TryRemove(new(key, settled)) : confirmed.TryUpdate(key, settled with { Ids = rest }, settled))
                return;
        }
    }

    /// <summary>Completes when something waits to be published.</summary>
    public ValueTask<bool> Waits(CancellationToken ct) => waiting.Reader.WaitToReadAsync(ct);

    /// <summary>Publishes the events of the document that has waited longest, in their order.</summary>
    /// <returns>False when none waits.</returns>
    public async Task<bool> PublishNext(CancellationToken ct)
    {
        if (!waiting.Reader.TryRead(out var delivery)) return false;
        foreach (var entry in delivery.Entries)
        {
            if (!await TryPublish(entry, ct)) break;
            confirmed.AddOrUpdate((delivery.Documents.Name, delivery.Id),
                _ => new(delivery.Documents, [entry.Id], clock.GetUtcNow()),
                (_, s) => s with { Ids = [.. s.Ids, entry.Id], At = clock.GetUtcNow() });
        }
        LetGo(delivery.Entries);
        return true;
    }

    async Task<bool> TryPublish(OutboxEntry entry, CancellationToken ct)
    {
        try
        {
            using var late = new CancellationTokenSource(Patience, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
            using var activity = Source.StartActivity("relay", ActivityKind.Internal, entry.Traceparent);
            // WaitAsync too: a connection that breaks between publish and confirm can leave a call that hears no cancellation.
            await bus.Publish(entry, limit.Token).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("{Type} could not be published yet and stays in its outbox: {Reason}", entry.Type, e.Message);
            return false;
        }
    }

    /// <summary>Takes out what was confirmed some time ago and has met no write since.</summary>
    public async Task ClearSettled(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Settle;
        foreach (var group in confirmed.Where(c => c.Value.At <= before).Take(500).GroupBy(c => c.Value.Documents))
            try
            {
                await group.Key.TakeOut([.. group.Select(s => (s.Key.Id, s.Value.Ids))], ct);
                foreach (var s in group) Forget(s.Key.Collection, s.Key.Id, s.Value.Ids);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("Delivered events could not be taken out of {Collection} yet: {Reason}", group.Key.Name, e.Message);
            }
    }
}
