using ClinicNetwork.Contracts;

namespace ClinicNetwork.Engines.Broker;

/// <summary>One way that messages take: from an exchange to another, or to a queue.</summary>
public sealed record Binding(string From, string To, bool ToQueue);

/// <summary>
/// What stands on the broker so that every event reaches its queues: event's exchange → exchange named like the queue → queue,
/// all fanout and durable; and the mark by which services see that it does.
/// </summary>
public sealed class Topology(IReadOnlyList<EventRoute> routes)
{
    /// <summary>The network's, from the contracts.</summary>
    public static Topology OfContracts { get; } = new(Contracts.Routes.All);

    public IReadOnlyList<EventRoute> Routes => routes;

    /// <summary>Queues that services consume from; an exchange of the same name stands before each.</summary>
    public IReadOnlyList<string> Queues { get; } = [.. routes.SelectMany(r => r.Consumers).Distinct()];

    /// <summary>The exchanges that events are published to.</summary>
    public IReadOnlyList<string> Events { get; } = [.. routes.Select(r => r.Exchange).Distinct()];

    /// <inheritdoc cref="Contracts.Routes.Mark"/>
    public string Mark { get; } = Contracts.Routes.Mark(routes);

    public IReadOnlyList<string> Exchanges => [.. Events, .. Queues, Mark];

    public IReadOnlyList<Binding> Bindings =>
    [
        .. routes.SelectMany(route => route.Consumers.Select(queue => new Binding(route.Exchange, queue, ToQueue: false))),
        .. Queues.Select(queue => new Binding(queue, queue, ToQueue: true)),
    ];

    /// <summary>Every service that publishes or consumes.</summary>
    public IReadOnlyList<string> Services => [.. routes.Select(r => r.Publisher).Concat(Queues.Select(Owner)).Distinct()];

    /// <summary>Whose queue it is: the part before the first dot, <c>insurance</c> for <c>insurance.coverage</c> and for an earlier version's <c>insurance_error</c>.</summary>
    public static string Owner(string queue) => OldCompanions.Aggregate(queue, (name, companion) => name.EndsWith(companion, StringComparison.Ordinal) ? name[..^companion.Length] : name).Split('.')[0];

    /// <summary>Where a message found in some queue belongs now: in the queues of the same service that take its event, or else in all that do.</summary>
    public static IReadOnlyList<string> Homes(EventRoute route, string found)
    {
        var own = route.Consumers.Where(queue => Owner(queue) == Owner(found)).ToList();
        return own.Count > 0 ? own : route.Consumers;
    }

    /// <summary>Earlier versions put failed and misdirected messages into queues beside each.</summary>
    static readonly string[] OldCompanions = ["_error", "_skipped"];
}
