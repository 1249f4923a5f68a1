using System.Text.RegularExpressions;

namespace ClinicNetwork.Engines.Broker;

/// <summary>
/// What a service may do at the broker, as RabbitMQ's three patterns over names. It writes to the exchanges of its own events and to its own
/// queues, and reads its own queues; no more.
/// </summary>
/// <param name="Configure">Declares its own names, as MassTransit does at each start though they stand already.</param>
public sealed record BrokerAccount(string Service, string Configure, string Write, string Read)
{
    public static BrokerAccount Of(string service, Topology topology)
    {
        var queues = topology.Queues.Where(queue => Topology.Owner(queue) == service).ToList();
        var own = Only([.. topology.Routes.Where(r => r.Publisher == service).Select(r => r.Exchange), .. queues]);
        return new(service, own, own, Only(queues));
    }

    static string Only(IReadOnlyCollection<string> names) => $"^({string.Join('|', names.Distinct().Select(Regex.Escape))})$";
}
