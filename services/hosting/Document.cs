using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicNetwork.Contracts;

namespace ClinicNetwork.Hosting;

/// <summary>One aggregate as MongoDB holds it: everything that must be true together, changed by one filtered update.</summary>
public sealed class Document<TState, TFact>
{
    public required string Id { get; init; }
    public string Chain { get; set; } = "";
    /// <summary>Grows by one with each write; the filter of the next.</summary>
    public long Version { get; set; }
    /// <summary>When the sweeper turns to this document; absent when time does not move it.</summary>
    public DateTimeOffset? Due { get; set; }
    public required TState State { get; set; }
    public List<Recorded<TFact>> History { get; set; } = [];
    /// <summary>Events written with the state and not yet known to be on the broker.</summary>
    public List<OutboxEntry> Outbox { get; set; } = [];
    /// <summary>Since when the outbox holds something; absent when it is empty.</summary>
    public DateTimeOffset? OutboxSince { get; set; }
    /// <summary>Ids of the newest messages handled, at most <see cref="SeenLimit"/>.</summary>
    public List<Guid> Seen { get; set; } = [];

    public const int SeenLimit = 128;
}

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
    public (object Message, Type Contract) Open()
    {
        var contract = Types[Type];
        return (JsonSerializer.Deserialize(Body, contract, Json)!, contract);
    }
}
