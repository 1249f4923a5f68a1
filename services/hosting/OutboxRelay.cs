using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using MassTransit;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Publishes what a write left in its document's outbox, with awaited confirms, then takes it out again. What a crash
/// leaves behind the <see cref="Sweeper"/> brings here once more: at least once, never lost.
/// </summary>
/// <remarks>
/// A confirmed event is taken out by the document's next write when one comes soon, else by a batched update: most
/// documents of a moving referral so pay no write for it.
/// </remarks>
public sealed class OutboxRelay(IMongoDatabase database, IOutgoingBus bus, TimeProvider clock, ILogger<OutboxRelay> log)
    : BackgroundService
{
    const int Publishers = 32;
    /// <summary>How long a confirm may take; after that the sweeper has the event published again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    public static readonly ActivitySource Source = new("ClinicNetwork");

    /// <summary>Being full is no harm: the event stays in its document, and the sweeper brings it back.</summary>
    readonly Channel<Delivery> waiting = Channel.CreateBounded<Delivery>(20_000);
    /// <summary>
    /// What waits here or is just being published. While the broker is away the sweeper comes by every second; without
    /// this each visit would add a copy, and the broker's return would bring a flood of them.
    /// </summary>
    readonly ConcurrentDictionary<Guid, bool> inHand = new();
    readonly ConcurrentDictionary<(string Collection, string Id), Settled> confirmed = new();

    sealed record Delivery(string Collection, string Id, IReadOnlyList<OutboxEntry> Entries);
    sealed record Settled(IReadOnlyList<Guid> Ids, DateTimeOffset At);

    internal ILogger Log => log;

    /// <summary>Hands over stored events; never blocks. Those already in hand, or confirmed and only not yet taken out, are left.</summary>
    public void Enqueue(string collection, string id, IReadOnlyList<OutboxEntry> entries)
    {
        var settled = Confirmed(collection, id);
        var fresh = entries.Where(e => !settled.Contains(e.Id) && inHand.TryAdd(e.Id, true)).ToList();
        if (fresh.Count > 0 && !waiting.Writer.TryWrite(new(collection, id, fresh))) LetGo(fresh);
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

    protected override Task ExecuteAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => PublishAll(stopping)).Append(ClearAll(stopping)));

    async Task PublishAll(CancellationToken stopping)
    {
        await foreach (var delivery in waiting.Reader.ReadAllAsync(stopping))
        {
            foreach (var entry in delivery.Entries)
            {
                if (!await TryPublish(entry, stopping)) break;
                confirmed.AddOrUpdate((delivery.Collection, delivery.Id),
                    _ => new([entry.Id], clock.GetUtcNow()),
                    (_, s) => new([.. s.Ids, entry.Id], clock.GetUtcNow()));
            }
            LetGo(delivery.Entries);
        }
    }

    async Task<bool> TryPublish(OutboxEntry entry, CancellationToken stopping)
    {
        try
        {
            using var late = new CancellationTokenSource(Patience, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, late.Token);
            using var activity = Source.StartActivity("relay", ActivityKind.Internal, entry.Traceparent);
            var (message, contract) = entry.Open();
            // WaitAsync too: a connection that breaks between publish and confirm can leave a call that hears no cancellation.
            await bus.Publish(message, contract, Pipe.Execute<PublishContext>(context =>
            {
                context.MessageId = entry.Id;
                // An event that no queue takes is an error, not a success.
                if (context.TryGetPayload(out RabbitMqSendContext? rabbit)) rabbit.Mandatory = true;
            }), limit.Token).WaitAsync(limit.Token);
            return true;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning("{Type} could not be published yet and stays in its outbox: {Reason}", entry.Type, e.Message);
            return false;
        }
    }

    async Task ClearAll(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Settle / 2, clock);
        while (await tick.WaitForNextTickAsync(stopping))
        {
            var before = clock.GetUtcNow() - Settle;
            foreach (var group in confirmed.Where(c => c.Value.At < before).Take(500).GroupBy(c => c.Key.Collection))
                await TryClear(group.Key, [.. group], stopping);
        }
    }

    async Task TryClear(string collection, IReadOnlyList<KeyValuePair<(string Collection, string Id), Settled>> settled, CancellationToken stopping)
    {
        try
        {
            await database.GetCollection<BsonDocument>(collection).BulkWriteAsync(
                settled.Select(s => new UpdateOneModel<BsonDocument>(new BsonDocument("_id", s.Key.Id), Take(s.Value.Ids))),
                new BulkWriteOptions { IsOrdered = false }, stopping);
            foreach (var s in settled) Forget(collection, s.Key.Id, s.Value.Ids);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning("Delivered events could not be taken out of {Collection} yet: {Reason}", collection, e.Message);
        }
    }

    /// <summary>One update: the events leave, and <c>outboxSince</c> goes only if nothing else waits.</summary>
    static UpdateDefinition<BsonDocument> Take(IReadOnlyList<Guid> ids)
    {
        var binaries = new BsonArray(ids.Select(id => new BsonBinaryData(id, GuidRepresentation.Standard)));
        return Builders<BsonDocument>.Update.Pipeline(new BsonDocument[]
        {
            new BsonDocument("$set", new BsonDocument("outbox", new BsonDocument("$filter", new BsonDocument
            {
                { "input", "$outbox" },
                { "cond", new BsonDocument("$not", new BsonArray { new BsonDocument("$in", new BsonArray { "$$this._id", binaries }) }) },
            }))),
            new BsonDocument("$set", new BsonDocument("outboxSince", new BsonDocument("$cond", new BsonArray
            {
                new BsonDocument("$eq", new BsonArray { new BsonDocument("$size", "$outbox"), 0 }), "$$REMOVE", "$outboxSince",
            }))),
        });
    }
}
