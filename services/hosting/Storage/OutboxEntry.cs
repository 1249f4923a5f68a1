using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicNetwork.Contracts;

namespace ClinicNetwork.Hosting;

/// <summary>An event waiting in its document's outbox. Its id becomes the MessageId.</summary>
public sealed record OutboxEntry(Guid Id, string Type, string Body, string? Traceparent)
{
    /// <summary>How events are written to JSON, in the outbox and on the wire.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    static readonly Dictionary<string, Type> Types = Routes.All.ToDictionary(r => Routes.WireName(r.Event), r => r.Event);

    /// <summary>An entry whose id follows from its place, so that writing it twice is writing it once.</summary>
    public static OutboxEntry For(IEvent message, string documentId, int index, string? traceparent)
    {
        var place = $"{Routes.WireName(message.GetType())}/{documentId}/{message.Version}/{index}";
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(place)).AsSpan(0, 16));
        return new(id, Routes.WireName(message.GetType()), JsonSerializer.Serialize(message, message.GetType(), Json), traceparent);
    }

    /// <summary>The event itself and its contract.</summary>
    /// <exception cref="InvalidOperationException">Another version of this service wrote an event that this one does not know.</exception>
    public (IEvent Message, Type Contract) Open()
    {
        if (!Types.TryGetValue(Type, out var contract)) throw new InvalidOperationException($"{Type} is no event of this version");
        return ((IEvent)JsonSerializer.Deserialize(Body, contract, Json)!, contract);
    }
}
