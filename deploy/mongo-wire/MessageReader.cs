using System.Buffers.Binary;
using System.Text;

namespace ClinicNetwork.MongoWire;

/// <summary>Turns the bytes of one message into a <see cref="WireRequest"/>, checking all of them.</summary>
public static class MessageReader
{
    /// <summary>Bytes of the header: length, request id, response-to, operation code.</summary>
    public const int HeaderBytes = 16;

    const uint ChecksumPresent = 1;
    const uint MoreToCome = 2;
    const uint RequiredFlags = 0xFFFF;

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="MalformedMessageException">It is not one.</exception>
    public static WireRequest Read(ReadOnlyMemory<byte> message, WireLimits limits)
    {
        if (message.Length < HeaderBytes)
            throw new MalformedMessageException("message shorter than its header");
        var header = message.Span;
        var requestId = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var payload = message[HeaderBytes..];
        return (OpCode)BinaryPrimitives.ReadInt32LittleEndian(header[12..]) switch
        {
            OpCode.Msg => ReadMsg(requestId, payload, limits),
            OpCode.Query => ReadQuery(requestId, payload, limits),
            _ => throw new MalformedMessageException("operation code neither OP_MSG nor OP_QUERY"),
        };
    }

    static WireRequest ReadMsg(int requestId, ReadOnlyMemory<byte> payload, WireLimits limits)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref payload, 4).Span);
        if ((flags & RequiredFlags & ~(ChecksumPresent | MoreToCome)) != 0)
            throw new MalformedMessageException("OP_MSG with flags unknown to this gateway");
        if ((flags & ChecksumPresent) != 0)
            payload = payload.Length >= 4 ? payload[..^4] : throw new MalformedMessageException("OP_MSG shorter than its checksum");

        ReadOnlyMemory<byte> body = default, sequence = default;
        var sequenceName = "";
        while (!payload.IsEmpty)
        {
            var kind = Take(ref payload, 1).Span[0];
            if (kind == 0 && body.IsEmpty)
                body = Take(ref payload, BsonStructure.CheckDocument(payload.Span, limits.NestingDepth));
            else if (kind == 1 && sequenceName.Length == 0)
                (sequenceName, sequence) = ReadSequence(ref payload, limits);
            else
                throw new MalformedMessageException("OP_MSG with sections of a kind or number it may not have");
        }
        if (body.IsEmpty)
            throw new MalformedMessageException("OP_MSG without a body");
        return new WireRequest(requestId, OpCode.Msg, (flags & MoreToCome) == 0, body, null) { Sequence = sequence, SequenceName = sequenceName };
    }

    static (string Name, ReadOnlyMemory<byte> Documents) ReadSequence(ref ReadOnlyMemory<byte> payload, WireLimits limits)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Peek(payload, 4));
        if (length < 6)
            throw new MalformedMessageException("document sequence shorter than its header");
        var section = Take(ref payload, length)[4..];
        var end = section.Span.IndexOf((byte)0);
        if (end <= 0)
            throw new MalformedMessageException("document sequence without a name");
        var name = Encoding.UTF8.GetString(section.Span[..end]);
        var documents = section[(end + 1)..];
        for (var rest = documents.Span; !rest.IsEmpty;)
            rest = rest[BsonStructure.CheckDocument(rest, limits.NestingDepth)..];
        return (name, documents);
    }

    // flags, "database.$cmd\0", numberToSkip, numberToReturn, the command
    static WireRequest ReadQuery(int requestId, ReadOnlyMemory<byte> payload, WireLimits limits)
    {
        Take(ref payload, 4);
        var end = payload.Span.IndexOf((byte)0);
        if (end <= 0)
            throw new MalformedMessageException("OP_QUERY without a namespace");
        var name = Encoding.UTF8.GetString(payload.Span[..end]);
        if (!name.EndsWith(".$cmd", StringComparison.Ordinal))
            throw new MalformedMessageException("OP_QUERY for something other than a command");
        Take(ref payload, end + 1 + 8);
        var body = payload[..BsonStructure.CheckDocument(payload.Span, limits.NestingDepth)];
        return new WireRequest(requestId, OpCode.Query, true, body, name[..^5]);
    }

    static ReadOnlySpan<byte> Peek(ReadOnlyMemory<byte> payload, int count) =>
        count <= payload.Length ? payload.Span[..count] : throw new MalformedMessageException("message ends early");

    static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> payload, int count)
    {
        if (count < 0 || count > payload.Length)
            throw new MalformedMessageException("message ends early");
        var taken = payload[..count];
        payload = payload[count..];
        return taken;
    }
}
