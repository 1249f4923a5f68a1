using System.Text.RegularExpressions;
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
        var waiting = touched.SelectMany(Topology.WithCompanions).Intersect(queues).ToList();
        foreach (var queue in waiting) Tell(queue, await mover.Sort(queue, cancellation));

        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        foreach (var binding in old)
            await (binding.ToQueue
                ? channel.QueueUnbindAsync(binding.To, binding.From, "", cancellationToken: cancellation)
                : channel.ExchangeUnbindAsync(binding.To, binding.From, "", cancellationToken: cancellation));
        // What came in while the first look was under way.
        foreach (var queue in waiting) Tell(queue, await mover.Sort(queue, cancellation));
        foreach (var queue in waiting.Except(topology.Queues)) await Delete(queue, cancellation);
        foreach (var exchange in (await management.Exchanges(cancellation)).Where(e => IsEvent(e) && !topology.Events.Contains(e)))
            await channel.ExchangeDeleteAsync(exchange, cancellationToken: cancellation);
    }

    /// <summary>Queues of a service of ours that no route names any more.</summary>
    IEnumerable<string> Derelict(IEnumerable<Binding> bindings) =>
        bindings.Where(b => b.ToQueue && b.From == b.To && topology.Services.Contains(Topology.Owner(b.To))).Select(b => Topology.Inbox(b.To))
            .Except(topology.Inboxes);

    /// <summary>A queue goes only when it is empty: what nobody understands is kept.</summary>
    async Task Delete(string queue, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        if (await channel.MessageCountAsync(queue, cancellation) is > 0 and var left)
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

    /// <summary>Named like an event on the wire, whether the contracts still have it or not.</summary>
    static bool IsEvent(string exchange) => WireName().IsMatch(exchange);

    [GeneratedRegex(@"^[a-z]+\.v\d+\.[a-z0-9-]+$")]
    private static partial Regex WireName();
}
