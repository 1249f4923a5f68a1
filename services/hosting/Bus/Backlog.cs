using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ClinicNetwork.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ClinicNetwork.Hosting;

/// <summary>What waits at a service. Numbers only.</summary>
/// <param name="Since">When this instance started: what it has handled is counted from then.</param>
/// <param name="Unpublished">Documents whose outbox holds events, counted to a thousand a collection.</param>
/// <param name="OldestUnpublished">Since when the oldest of those events waits; null when none does.</param>
public sealed record Backlog(DateTimeOffset Since, int Unpublished, DateTimeOffset? OldestUnpublished, IReadOnlyList<QueueBacklog> Queues);

/// <summary>One of a service's queues.</summary>
/// <param name="Waiting">Messages that no reader has in hand; null while the broker does not answer.</param>
/// <param name="Readers">Null likewise.</param>
/// <param name="Handled">By this instance.</param>
public sealed record QueueBacklog(string Name, long? Waiting, int? Readers, long Handled);

/// <summary>Counts what an instance has handled, by queue.</summary>
public sealed class HandledCounts
{
    readonly ConcurrentDictionary<string, long> byQueue = new();

    public void Add(string queue) => byQueue.AddOrUpdate(queue, 1, (_, count) => count + 1);

    public long Of(string queue) => byQueue.GetValueOrDefault(queue);
}

/// <summary>
/// Looks at what waits here: at this service's own queues, which alone its account may see, and at its outboxes. The console asks every few seconds; metrics tell what was seen last.
/// </summary>
public sealed class Backlogs : IAsyncDisposable
{
    /// <summary>A look costs the broker and the database something: it is good for so long.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    readonly string service;
    readonly IEnumerable<ISweep> sweeps;
    readonly HandledCounts handled;
    readonly TimeProvider clock;
    readonly ConnectionFactory broker;
    readonly DateTimeOffset since;
    readonly SemaphoreSlim gate = new(1);
    readonly Meter meter = new("ClinicNetwork");
    IConnection? connection;
    (Backlog Seen, DateTimeOffset At)? last;

    public Backlogs(string connectionString, string service, IEnumerable<ISweep> sweeps, HandledCounts handled, TimeProvider clock)
    {
        (this.service, this.sweeps, this.handled, this.clock, since) = (service, sweeps, handled, clock, clock.GetUtcNow());
        broker = new() { Uri = new(connectionString), AutomaticRecoveryEnabled = false, ClientProvidedName = "backlog" };
        meter.CreateObservableGauge("clinic.outbox.oldest.age", () => last is { Seen.OldestUnpublished: { } oldest } ? Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds) : 0, "s", "Age of the oldest event that waits to be published.");
        meter.CreateObservableGauge("clinic.queue.waiting", () => Told(queue => queue.Waiting), description: "Messages that no reader has in hand.");
        meter.CreateObservableGauge("clinic.queue.readers", () => Told(queue => queue.Readers), description: "Readers of a queue.");
    }

    IEnumerable<Measurement<long>> Told(Func<QueueBacklog, long?> number) =>
        from queue in last?.Seen.Queues ?? [] let value = number(queue) where value is not null select new Measurement<long>(value.Value, new KeyValuePair<string, object?>("queue", queue.Name));

    public async Task<Backlog> Look(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (last is { } known && clock.GetUtcNow() - known.At < Fresh) return known.Seen;
            var waits = await Task.WhenAll(sweeps.Select(s => s.Documents).OfType<MongoOutboxes>().Select(d => d.OldestUnpublished(ct)));
            var seen = new Backlog(since, waits.Sum(w => w.Documents), waits.Min(w => w.Since), await Queues(ct));
            last = (seen, clock.GetUtcNow());
            return seen;
        }
        finally
        {
            gate.Release();
        }
    }

    async Task<IReadOnlyList<QueueBacklog>> Queues(CancellationToken ct)
    {
        var names = Routes.Queues(service).Select(queue => queue.Key).Order(StringComparer.Ordinal).ToList();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Longest);
            if (connection is not { IsOpen: true })
            {
                if (connection is not null) await connection.DisposeAsync();
                connection = await broker.CreateConnectionAsync(limit.Token);
            }
            await using var channel = await connection.CreateChannelAsync(cancellationToken: limit.Token);
            var queues = new List<QueueBacklog>();
            foreach (var name in names)
            {
                var found = await channel.QueueDeclarePassiveAsync(name, limit.Token);
                queues.Add(new(name, found.MessageCount, (int)found.ConsumerCount, handled.Of(name)));
            }
            return queues;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return [.. names.Select(name => new QueueBacklog(name, null, null, handled.Of(name)))];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
        meter.Dispose();
        gate.Dispose();
    }
}

public static class BacklogSetup
{
    /// <summary><c>/internal/backlog</c>, for the network's services.</summary>
    public static void MapBacklog(this WebApplication app)
    {
        if (app.Services.GetService<Backlogs>() is { } backlogs)
            app.MapGet("/internal/backlog", (CancellationToken ct) => backlogs.Look(ct)).RequireAuthorization(AccessPolicies.Service);
    }
}
