using ClinicNetwork.Contracts;

namespace ClinicNetwork.Engines.Broker;

/// <summary>One way that messages take: from an exchange to another, or to a queue.</summary>
public sealed record Binding(string From, string To, bool ToQueue);

/// <summary>
/// What stands on the broker so that every event reaches its queues: event's exchange → exchange named like the queue → queue,
/// all fanout and durable; and beside each queue one for messages that failed and one for those that nobody there understands.
/// </summary>
public sealed class Topology(IReadOnlyList<EventRoute> routes)
{
    /// <summary>What a queue's companions are called: where failed and misdirected messages wait.</summary>
    public static IReadOnlyList<string> Companions { get; } = ["_error", "_skipped"];

    /// <summary>The network's, from the contracts.</summary>
    public static Topology OfContracts { get; } = new(Contracts.Routes.All);

    public IReadOnlyList<EventRoute> Routes => routes;

    /// <summary>Queues that services consume from.</summary>
    public IReadOnlyList<string> Inboxes { get; } = [.. routes.SelectMany(r => r.Consumers).Distinct()];

    /// <summary>The exchanges that events are published to.</summary>
    public IReadOnlyList<string> Events { get; } = [.. routes.Select(r => r.Exchange).Distinct()];

    /// <summary>All queues; an exchange of the same name stands before each.</summary>
    public IReadOnlyList<string> Queues => [.. Inboxes.SelectMany(WithCompanions)];

    public IReadOnlyList<string> Exchanges => [.. Events, .. Queues];

    public IReadOnlyList<Binding> Bindings =>
    [
        .. routes.SelectMany(route => route.Consumers.Select(queue => new Binding(route.Exchange, queue, ToQueue: false))),
        .. Queues.Select(queue => new Binding(queue, queue, ToQueue: true)),
    ];

    /// <summary>Every service that publishes or consumes.</summary>
    public IReadOnlyList<string> Services => [.. routes.Select(r => r.Publisher).Concat(Inboxes.Select(Owner)).Distinct()];

    /// <summary>Whose queue it is: the part before the first dot, <c>insurance</c> for <c>insurance.coverage</c>.</summary>
    public static string Owner(string queue) => Inbox(queue).Split('.')[0];

    /// <summary>A queue with its companions.</summary>
    public static IEnumerable<string> WithCompanions(string queue) => Companions.Select(companion => queue + companion).Prepend(queue);

    /// <summary>The queue that a companion stands beside; a queue's own name otherwise.</summary>
    public static string Inbox(string queue) => queue[..^Companion(queue).Length];

    /// <summary>Where a message found in some queue belongs now: in the queues of the same service that take its event, or else in all that do.</summary>
    public static IReadOnlyList<string> Homes(EventRoute route, string found)
    {
        var own = route.Consumers.Where(queue => Owner(queue) == Owner(found)).ToList();
        return [.. (own.Count > 0 ? own : route.Consumers).Select(queue => queue + Companion(found))];
    }

    static string Companion(string queue) => Companions.FirstOrDefault(companion => queue.EndsWith(companion, StringComparison.Ordinal)) ?? "";
}
