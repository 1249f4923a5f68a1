using System.Text.RegularExpressions;
using ClinicNetwork.Contracts;

namespace ClinicNetwork.Engines.Broker;

/// <summary>
/// What a service may do at the broker, as RabbitMQ's three patterns over names. It writes to the exchanges of its own events and to its own
/// queues, and reads its own queues; no more.
/// </summary>
/// <param name="Configure">
/// Declares its own names, as MassTransit does at each start though they stand already; and marks, because RabbitMQ asks for this right at a passive look too.
/// </param>
public sealed record BrokerAccount(string Service, string Configure, string Write, string Read)
{
    public static BrokerAccount Of(string service, Topology topology)
    {
        var queues = topology.Queues.Where(queue => Topology.Owner(queue) == service).ToList();
        string[] own = [.. topology.Routes.Where(r => r.Publisher == service).Select(r => r.Exchange), .. queues];
        return new(service, Only([.. own.Select(Regex.Escape), Regex.Escape(Routes.MarkPrefix) + "[0-9a-f]+"]), Only([.. own.Select(Regex.Escape)]), Only([.. queues.Select(Regex.Escape)]));
    }

    static string Only(IReadOnlyCollection<string> patterns) => $"^({string.Join('|', patterns.Distinct())})$";
}
