using System.Buffers.Binary;
using System.Text.Unicode;

namespace ClinicNetwork.MongoWire;

/// <summary>
/// Checks that bytes are BSON, without building anything: every length inside its document, every string ended and valid
/// UTF-8, no more nesting than allowed. The engine behind trusts what it is given, so nothing goes there unchecked.
/// </summary>
public static class BsonStructure
{
    const int SmallestDocument = 5;

    /// <summary>Checks the document at the start of <paramref name="bytes"/> and gives its length in bytes.</summary>
    /// <exception cref="MalformedMessageException">It is not BSON, or nested deeper than <paramref name="depth"/>.</exception>
    public static int CheckDocument(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth <= 0)
            throw new MalformedMessageException("BSON nested too deep");
        var length = Length(bytes, SmallestDocument);
        var rest = bytes[4..length];
        while (rest[0] != 0)
        {
            var type = rest[0];
            rest = rest[1..];
            rest = rest[CheckCString(rest)..];
            rest = rest[CheckValue(type, rest, depth)..];
            if (rest.IsEmpty)
                throw new MalformedMessageException("BSON document without its end");
        }
        return rest.Length == 1 ? length : throw new MalformedMessageException("BSON document ends before its length");
    }

    /// <summary>Gives the value of a top-level field of a document that was checked before; empty when there is none of this type.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name, byte type)
    {
        var value = Find(document, name, out var found);
        return found == type ? value : [];
    }

    /// <summary>Gives the value and the type of a top-level field of a document that was checked before; type 0 when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name, out byte type)
    {
        var rest = document[4..];
        while (rest[0] != 0)
        {
            type = rest[0];
            var nameLength = rest[1..].IndexOf((byte)0);
            var isIt = rest.Slice(1, nameLength).SequenceEqual(name);
            rest = rest[(nameLength + 2)..];
            var valueLength = CheckValue(type, rest, int.MaxValue);
            if (isIt)
                return rest[..valueLength];
            rest = rest[valueLength..];
        }
        type = 0;
        return [];
    }

    /// <summary>The documents of a sequence that was checked before.</summary>
    internal static List<ReadOnlyMemory<byte>> Documents(ReadOnlyMemory<byte> sequence)
    {
        var documents = new List<ReadOnlyMemory<byte>>();
        for (var rest = sequence; !rest.IsEmpty; rest = rest[documents[^1].Length..])
            documents.Add(rest[..BinaryPrimitives.ReadInt32LittleEndian(rest.Span)]);
        return documents;
    }

    static int CheckValue(byte type, ReadOnlySpan<byte> value, int depth)
    {
        var length = type switch
        {
            BsonTypes.Double or BsonTypes.DateTime or BsonTypes.Timestamp or BsonTypes.Int64 => 8,
            BsonTypes.String or BsonTypes.JavaScript or BsonTypes.Symbol => CheckString(value),
            BsonTypes.Document or BsonTypes.Array => CheckDocument(value, depth - 1),
            BsonTypes.Binary => CheckBinary(value),
            BsonTypes.Undefined or BsonTypes.Null or BsonTypes.MinKey or BsonTypes.MaxKey => 0,
            BsonTypes.ObjectId => 12,
            BsonTypes.Boolean => CheckBoolean(value),
            BsonTypes.RegularExpression => CheckRegularExpression(value),
            BsonTypes.DbPointer => CheckString(value) + 12,
            BsonTypes.JavaScriptWithScope => CheckScope(value, depth),
            BsonTypes.Int32 => 4,
            BsonTypes.Decimal128 => 16,
            _ => throw new MalformedMessageException("unknown BSON type"),
        };
        return length <= value.Length ? length : throw new MalformedMessageException("BSON value reaches beyond its document");
    }

    static int CheckCString(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return end >= 0 && Utf8.IsValid(bytes[..end]) ? end + 1 : throw new MalformedMessageException("BSON name without end or not UTF-8");
    }

    static int CheckString(ReadOnlySpan<byte> value)
    {
        var length = BlockLength(value, 1);
        var text = value.Slice(4, length);
        return text[^1] == 0 && Utf8.IsValid(text) ? length + 4 : throw new MalformedMessageException("BSON string without end or not UTF-8");
    }

    static int CheckBinary(ReadOnlySpan<byte> value) => 4 + 1 + BlockLength(value, 0, 1);

    static int CheckBoolean(ReadOnlySpan<byte> value) =>
        !value.IsEmpty && value[0] <= 1 ? 1 : throw new MalformedMessageException("BSON boolean is neither true nor false");

    static int CheckRegularExpression(ReadOnlySpan<byte> value)
    {
        var pattern = CheckCString(value);
        return pattern + CheckCString(value[pattern..]);
    }

    static int CheckScope(ReadOnlySpan<byte> value, int depth)
    {
        var length = Length(value, 4 + 5 + SmallestDocument);
        var code = CheckString(value[4..length]);
        return 4 + code + CheckDocument(value[(4 + code)..length], depth - 1) == length
            ? length
            : throw new MalformedMessageException("BSON scope ends before its length");
    }

    // A length that counts itself.
    static int Length(ReadOnlySpan<byte> bytes, int least)
    {
        if (bytes.Length < least)
            throw new MalformedMessageException("BSON cut short");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return length >= least && length <= bytes.Length ? length : throw new MalformedMessageException("BSON length out of range");
    }

    // A length of what follows it, with some bytes in between.
    static int BlockLength(ReadOnlySpan<byte> value, int least, int between = 0)
    {
        if (value.Length < 4 + between + least)
            throw new MalformedMessageException("BSON cut short");
        var length = BinaryPrimitives.ReadInt32LittleEndian(value);
        return length >= least && length <= value.Length - 4 - between ? length : throw new MalformedMessageException("BSON length out of range");
    }
}
