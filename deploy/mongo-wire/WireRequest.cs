using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace ClinicNetwork.MongoWire;

/// <summary>One checked command as it came over the wire. Its bytes belong to the connection until the reply is sent.</summary>
public sealed class WireRequest
{
    internal WireRequest(int requestId, OpCode opCode, bool wantsReply, ReadOnlyMemory<byte> body, string? databaseOfQuery)
    {
        RequestId = requestId;
        OpCode = opCode;
        WantsReply = wantsReply;
        Body = body;
        Name = FirstFieldName(body.Span);
        Database = databaseOfQuery ?? Text("$db"u8) ?? throw new MalformedMessageException("command without $db");
    }

    /// <summary>The client's number for it.</summary>
    public int RequestId { get; }

    /// <summary>Whether the client waits for an answer; not for unacknowledged writes.</summary>
    public bool WantsReply { get; }

    /// <summary>The command document.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The command's name: its document's first field.</summary>
    public string Name { get; }

    /// <summary>The database it is for.</summary>
    public string Database { get; }

    /// <summary>The documents that came beside the command, one after the other; empty when there were none.</summary>
    public ReadOnlyMemory<byte> Sequence { get; internal set; }

    /// <summary>The field that <see cref="Sequence"/> stands for, for example <c>updates</c>; empty when there is none.</summary>
    public string SequenceName { get; internal set; } = "";

    internal OpCode OpCode { get; }

    /// <summary>The collection a command names in its first field.</summary>
    /// <exception cref="CommandException">It names none.</exception>
    public string Collection =>
        Text(Encoding.UTF8.GetBytes(Name)) is { Length: > 0 } name
            ? name
            : throw CommandException.BadValue($"collection name of {Name} has to be a string");

    /// <summary>The command as an object, for the commands that are rare.</summary>
    public BsonDocument Document => BsonSerializer.Deserialize<BsonDocument>(Body.ToArray());

    internal string? Text(ReadOnlySpan<byte> field)
    {
        var value = BsonStructure.Find(Body.Span, field, BsonTypes.String);
        return value.IsEmpty ? null : Encoding.UTF8.GetString(value[4..^1]);
    }

    internal bool Has(ReadOnlySpan<byte> field, byte type) => !BsonStructure.Find(Body.Span, field, type).IsEmpty;

    internal long? Int64(ReadOnlySpan<byte> field)
    {
        var value = BsonStructure.Find(Body.Span, field, BsonTypes.Int64);
        return value.IsEmpty ? null : BinaryPrimitives.ReadInt64LittleEndian(value);
    }

    static string FirstFieldName(ReadOnlySpan<byte> document)
    {
        var name = document[5..];
        return document[4] == 0 ? throw new MalformedMessageException("empty command") : Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }
}
