using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Operations.Network;

/// <summary>One queue as all instances of its service tell it.</summary>
/// <param name="Waiting">Null while the broker does not answer.</param>
/// <param name="Readers">Null likewise.</param>
/// <param name="PerMinute">Handled by all instances; null until two looks have been taken.</param>
public sealed record QueueState(string Service, string Name, long? Waiting, int? Readers, double? PerMinute);

/// <summary>A service's unpublished events.</summary>
/// <param name="Documents">That hold some.</param>
public sealed record OutboxState(string Service, int Documents, DateTimeOffset? Oldest);

/// <summary>What waits in the network.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Silent">Instances that do not answer.</param>
public sealed record NetworkBacklog(DateTimeOffset At, IReadOnlyList<QueueState> Queues, IReadOnlyList<OutboxState> Outboxes, IReadOnlyList<string> Silent);

/// <summary>Looks every few seconds at what waits at every instance, so that a page can tell how fast it moves.</summary>
public sealed class BacklogReader(ServiceAddresses addresses, ServiceTokens tokens, IHttpClientFactory clients, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    sealed record Look(string Service, string Instance, DateTimeOffset At, Backlog? Seen);

    readonly Dictionary<string, Look> earlier = [];
    NetworkBacklog? current;

    /// <summary>As last seen; null before the first look.</summary>
    public NetworkBacklog? Current => Volatile.Read(ref current);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        do
        {
            var asked = addresses.ByService.SelectMany(service => service.Value.Select((address, i) => Ask(service.Key, i == 0 ? service.Key : $"{service.Key}-{i + 1}", address, stopping)));
            var looks = await Task.WhenAll(asked);
            Volatile.Write(ref current, Sum(looks));
            foreach (var look in looks) earlier[look.Instance] = look;
        } while (await tick.WaitForNextTickAsync(stopping));
    }

    NetworkBacklog Sum(IReadOnlyList<Look> looks) => new(clock.GetUtcNow(),
        [.. from look in looks where look.Seen is not null from queue in look.Seen!.Queues group (look, queue) by (look.Service, queue.Name) into same
            orderby same.Key.Service, same.Key.Name select new QueueState(same.Key.Service, same.Key.Name, same.Max(s => s.queue.Waiting), same.Max(s => s.queue.Readers), same.Select(s => Rate(s.look, s.queue)).Aggregate((a, b) => a + b))],
        [.. from look in looks where look.Seen is not null group look.Seen by look.Service into same select new OutboxState(same.Key, same.Max(s => s!.Unpublished), same.Min(s => s!.OldestUnpublished))],
        [.. looks.Where(look => look.Seen is null).Select(look => look.Instance)]);

    /// <summary>Since the look before; one that has started again meanwhile counts from zero.</summary>
    double? Rate(Look look, QueueBacklog queue)
    {
        if (earlier.GetValueOrDefault(look.Instance) is not { Seen: { } before } known || look.At <= known.At) return null;
        var counted = before.Since == look.Seen!.Since ? before.Queues.FirstOrDefault(q => q.Name == queue.Name)?.Handled ?? 0 : 0;
        return (queue.Handled - counted) / (look.At - known.At).TotalMinutes;
    }

    async Task<Look> Ask(string service, string instance, Uri address, CancellationToken stopping)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(Longest);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/internal/backlog")) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.Current("operations")) } };
            using var answer = await clients.CreateClient("backlog").SendAsync(request, limit.Token);
            return new(service, instance, clock.GetUtcNow(), await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Backlog>(limit.Token));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or IOException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return new(service, instance, clock.GetUtcNow(), null);
        }
    }
}
