using System.Text.Json;
using ClinicNetwork.Contracts;
using RabbitMQ.Client;

namespace ClinicNetwork.Engines.Broker;

/// <summary>
/// Looks through a queue for messages that belong elsewhere now. Each is first in its new place, confirmed, and then
/// taken out of the old one: a crash in between leaves it twice, which every consumer bears, and never not at all.
/// </summary>
sealed class MessageMover(IConnection connection, Topology topology)
{
    static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    readonly Dictionary<string, EventRoute> routes =
        topology.Routes.DistinctBy(r => r.Event).ToDictionary(r => $"urn:message:{r.Event.Namespace}:{r.Event.Name}", StringComparer.Ordinal);

    /// <summary>Moves what belongs elsewhere; answers how many went and how many stay. What stays, stays in order.</summary>
    public async Task<(int Moved, int Left)> Sort(string queue, CancellationToken cancellation)
    {
        var (moved, left) = (0, 0);
        // What was read and not acknowledged goes back to its place when this channel closes.
        await using var reading = await connection.CreateChannelAsync(cancellationToken: cancellation);
        await using var writing = await connection.CreateChannelAsync(Confirmed, cancellation);
        while (await reading.BasicGetAsync(queue, autoAck: false, cancellation) is { } message)
        {
            IReadOnlyList<string> homes = Route(message.Body) is { } route ? Topology.Homes(route, queue) : [queue];
            if (homes.Contains(queue))
            {
                left++;
                continue;
            }
            foreach (var home in homes)
                await writing.BasicPublishAsync("", home, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, cancellation);
            await reading.BasicAckAsync(message.DeliveryTag, multiple: false, cancellation);
            moved++;
        }
        return (moved, left);
    }

    /// <summary>The way of the event that a message is; null when the contracts do not have it.</summary>
    EventRoute? Route(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement.TryGetProperty("messageType", out var types)
                ? types.EnumerateArray().Select(type => routes.GetValueOrDefault(type.GetString() ?? "")).FirstOrDefault(route => route is not null)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
