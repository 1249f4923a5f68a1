using System.Security.Cryptography;
using System.Text;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Contracts;

/// <summary>One event's way: who publishes it and which queues take it.</summary>
public sealed record EventRoute(Type Event, string Publisher, IReadOnlyList<string> Consumers)
{
    /// <summary>The exchange's name on RabbitMQ, e.g. <c>referral.v1.coverage-requested</c>.</summary>
    public string Exchange => Routes.WireName(Event);
}

/// <summary>
/// Every event on the wire. The README's table shows the same; the broker's queues and bindings are deployed from it before any service
/// starts, so that no event is ever lost for want of a started consumer.
/// </summary>
public static class Routes
{
    public static IReadOnlyList<EventRoute> All { get; } =
    [
        On<CoverageRequested>("referral", "insurance.coverage"),
        On<PlacementRequested>("referral", "scheduling.placement"),
        On<UnitsRequested>("referral", "insurance"),
        On<BookingRequested>("referral", "scheduling"),
        On<SeriesReleaseRequested>("referral", "scheduling"),
        On<OrderCorrected>("referral", "scheduling.placement"),
        On<UnitsReleaseRequested>("referral", "insurance"),
        On<ReferralStatusChanged>("referral", "operations", "referral.notices"),
        On<AppointmentsChanged>("referral", "referral.notices"),
        On<ConversationChanged>("referral", "referral.notices"),
        On<ReportIssued>("referral", "referral.notices"),
        On<SeriesHeld>("scheduling", "referral"),
        On<NoSlotsFound>("scheduling", "referral"),
        On<SeriesBooked>("scheduling", "referral"),
        On<SeriesReleased>("scheduling", "referral", "scheduling"),
        On<SeriesCompleted>("scheduling", "referral"),
        On<VisitCompleted>("scheduling", "referral", "insurance"),
        On<VisitMissed>("scheduling", "referral", "insurance"),
        On<CoverageDetermined>("insurance", "referral"),
        On<AuthorizationPended>("insurance", "referral"),
        On<AuthorizationSubmitted>("insurance", "payer-simulator"),
        On<AuthorizationAnswered>("payer-simulator", "insurance"),
        On<UnitsReserved>("insurance", "referral"),
        On<UnitsRefused>("insurance", "referral"),
        On<UnitsReleased>("insurance", "referral"),
    ];

    /// <summary>How the name of every <see cref="Mark"/> begins.</summary>
    public const string MarkPrefix = "topology.";

    /// <summary>
    /// An exchange that says that all these ways stand on a broker; nothing is published to it. Its name changes with any of them, so a service
    /// sees in one passive look whether its topology was deployed.
    /// </summary>
    public static string Mark(IEnumerable<EventRoute> routes) =>
        MarkPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', routes.Select(r => $"{r.Exchange} {string.Join(' ', r.Consumers.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal)))))[..12];

    static readonly Dictionary<Type, EventRoute> ByEvent = All.ToDictionary(route => route.Event);

    /// <summary>The way of an event.</summary>
    /// <exception cref="KeyNotFoundException">The type is no event on the wire.</exception>
    public static EventRoute Of(Type message) => ByEvent[message];

    /// <summary>The service that reads a queue: the part of its name before the first dot.</summary>
    public static string Owner(string queue) => queue.Split('.')[0];

    /// <summary>Every queue of a service, with the events that it takes.</summary>
    public static ILookup<string, Type> Queues(string service) =>
        All.SelectMany(route => route.Consumers, (route, queue) => (queue, route.Event)).Where(q => Owner(q.queue) == service).ToLookup(q => q.queue, q => q.Event);

    /// <summary>An event type's name on the wire: service, version and name in kebab case.</summary>
    /// <exception cref="ArgumentException">The type does not lie in a <c>…Service.V1</c> namespace.</exception>
    public static string WireName(Type type)
    {
        var parts = type.Namespace?.Split('.') ?? [];
        if (parts.Length < 2 || !parts[^1].StartsWith('V'))
            throw new ArgumentException($"{type} is not a contract: its namespace names no service and version", nameof(type));
        var name = string.Concat(type.Name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
        return $"{parts[^2].ToLowerInvariant()}.{parts[^1].ToLowerInvariant()}.{name}";
    }

    static EventRoute On<T>(string publisher, params string[] consumers) where T : IEvent => new(typeof(T), publisher, consumers);
}
