using System.Security.Cryptography;
using System.Text;
using ClinicNetwork.Contracts;
using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>Names from the contracts for MassTransit's exchanges and message URNs.</summary>
sealed class WireNames : IEntityNameFormatter
{
    static readonly Dictionary<string, string> ByUrn = Routes.All.ToDictionary(route => MessageUrn.ForTypeString(route.Event), route => route.Exchange);

    public string FormatEntityName<T>() =>
        typeof(T).IsAssignableTo(typeof(IEvent)) && typeof(T) != typeof(IEvent)
            ? Routes.WireName(typeof(T))
            : $"{typeof(T).Namespace}.{typeof(T).Name}".ToLowerInvariant();

    /// <summary>The event's name on the wire; empty for one that is not ours.</summary>
    public static string OfUrn(string urn) => ByUrn.GetValueOrDefault(urn, "");
}

static class MessageIds
{
    /// <summary>An id for a message that carries none: the same for the same body.</summary>
    public static Guid Of(string body) => new(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16));
}
