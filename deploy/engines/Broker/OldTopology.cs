using System.Text.RegularExpressions;
using ClinicNetwork.Contracts;
using RabbitMQ.Client;

namespace ClinicNetwork.Engines.Broker;

/// <summary>
/// What an earlier version of the network left on the broker and the topology does not know: ways of events that lead elsewhere now, queues and
/// exchanges that nobody uses. Messages that lie there are moved to where they belong now; only then the rest is taken away.
/// </summary>
sealed partial class OldTopology(Management management, IConnection connection, Topology topology, IProgress<string> progress)
{
    public async Task Clear(CancellationToken cancellation)
    {
        var bindings = await management.Bindings(cancellation);
        var queues = await management.Queues(cancellation);
        var old = bindings.Except(topology.Bindings).Where(b => IsEvent(b.From)).ToList();
        var touched = old.Select(b => b.To).Concat(Derelict(bindings)).Where(name => !IsEvent(name)).Distinct().ToList();
        var mover = new MessageMover(connection, topology);
        var waiting = touched.Intersect(queues).ToList();
        var left = waiting.ToDictionary(queue => queue, _ => 0);
        await SortAll();

        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        foreach (var binding in old)
            await (binding.ToQueue
                ? channel.QueueUnbindAsync(binding.To, binding.From, "", cancellationToken: cancellation)
                : channel.ExchangeUnbindAsync(binding.To, binding.From, "", cancellationToken: cancellation));
        // What came in while the first look was under way.
        await SortAll();
        foreach (var queue in waiting.Except(topology.Queues)) await Delete(queue, left[queue], cancellation);
        // An earlier version whose ways have all stayed may run beside this one; where one has gone, its mark would lie.
        foreach (var exchange in (await management.Exchanges(cancellation)).Where(e => IsEvent(e) && !topology.Events.Contains(e) || touched.Count > 0 && IsOldMark(e)))
            await channel.ExchangeDeleteAsync(exchange, cancellationToken: cancellation);

        async Task SortAll()
        {
            foreach (var queue in waiting)
            {
                var sorted = await mover.Sort(queue, cancellation);
                Tell(queue, sorted.Moved);
                // What was looked at and left is on its way back into the queue, which so may seem empty for a moment.
                left[queue] = Math.Max(left[queue], sorted.Left);
            }
        }
    }

    /// <summary>Queues of a service of ours that no route names any more, among them the companions for failed messages that earlier versions put beside each.</summary>
    IEnumerable<string> Derelict(IEnumerable<Binding> bindings) =>
        bindings.Where(b => b.ToQueue && b.From == b.To && topology.Services.Contains(Topology.Owner(b.To))).Select(b => b.To).Except(topology.Queues);

    /// <summary>A queue goes only when it is empty: what nobody understands is kept.</summary>
    async Task Delete(string queue, int left, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        left = Math.Max(left, (int)await channel.MessageCountAsync(queue, cancellation));
        if (left > 0)
        {
            progress.Report($"the old queue {queue} keeps {left} messages that no route knows: read them at the broker, then delete it");
            return;
        }
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellation);
        await channel.ExchangeDeleteAsync(queue, cancellationToken: cancellation);
    }

    void Tell(string queue, int moved)
    {
        if (moved > 0) progress.Report($"{moved} messages of {queue} were moved to where they belong now");
    }

    bool IsOldMark(string exchange) => exchange.StartsWith(Routes.MarkPrefix, StringComparison.Ordinal) && exchange != topology.Mark;

    /// <summary>Named like an event on the wire, whether the contracts still have it or not.</summary>
    static bool IsEvent(string exchange) => WireName().IsMatch(exchange);

    [GeneratedRegex(@"^[a-z]+\.v\d+\.[a-z0-9-]+$")]
    private static partial Regex WireName();
}
