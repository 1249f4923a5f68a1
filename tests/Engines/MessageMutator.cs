using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace ClinicNetwork.Tests.Engines;

/// <summary>Makes broken messages out of good ones, the same ones for the same seed.</summary>
sealed class MessageMutator(int seed)
{
    public const string Database = "fuzz";

    static readonly byte[][] Good =
    [
        Query("{ isMaster: 1, helloOk: true, client: { driver: { name: 'x', version: '1' } } }"),
        Msg("{ hello: 1, $db: 'fuzz' }"),
        Msg("{ ping: 1, $db: 'fuzz' }"),
        Msg("{ find: 'c', filter: { _id: { $in: [1, 2] }, s: /^a/i }, sort: { n: -1 }, limit: 5, $db: 'fuzz' }"),
        Msg("{ aggregate: 'c', pipeline: [{ $match: { n: { $gt: 1 } } }, { $group: { _id: '$s', n: { $sum: 1 } } }], cursor: {}, $db: 'fuzz' }"),
        Msg("{ insert: 'c', ordered: true, $db: 'fuzz' }", "documents", "{ s: 'text', n: 1.5, l: NumberLong(7), a: [1, [2, [3]]], d: { e: { f: true } } }", "{ t: ISODate('2026-01-01T00:00:00Z') }"),
        Msg("{ update: 'c', ordered: true, $db: 'fuzz' }", "updates", "{ q: { _id: 1 }, u: { $set: { n: 2 }, $push: { a: { $each: [1], $slice: -5 } } }, upsert: true }"),
        Msg("{ update: 'c', $db: 'fuzz' }", "updates", "{ q: { _id: 1 }, u: [{ $set: { n: { $add: ['$n', 1] } } }] }"),
        Msg("{ delete: 'c', $db: 'fuzz' }", "deletes", "{ q: { n: 3 }, limit: 1 }"),
        Msg("{ findAndModify: 'c', query: { n: 1 }, sort: { _id: 1 }, update: { $inc: { n: 1 } }, new: true, $db: 'fuzz' }"),
        Msg("{ getMore: NumberLong(12345), collection: 'c', $db: 'fuzz' }"),
        Msg("{ killCursors: 'c', cursors: [NumberLong(1)], $db: 'fuzz' }"),
        Msg("{ count: 'c', query: { n: { $exists: true } }, $db: 'fuzz' }"),
        Msg("{ distinct: 'c', key: 's', query: {}, $db: 'fuzz' }"),
        Msg("{ createIndexes: 'c', indexes: [{ key: { n: 1 }, name: 'n_1', unique: false }], $db: 'fuzz' }"),
        Msg("{ listIndexes: 'c', cursor: {}, $db: 'fuzz' }"),
    ];

    static readonly int[] Extremes = [0, 1, 4, 5, -1, int.MaxValue, int.MinValue, 48_000_000, 0x00FFFFFF, 255];

    readonly Random _random = new(seed);

    public byte[] Next()
    {
        var message = new List<byte>(Good[_random.Next(Good.Length)]);
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
            Change(message);
        var bytes = message.ToArray();
        // Half of them get a right length, so that the damage is found further in.
        if (bytes.Length >= 4 && _random.Next(2) == 0)
            BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        return bytes;
    }

    void Change(List<byte> message)
    {
        if (message.Count == 0)
            return;
        var at = _random.Next(message.Count);
        switch (_random.Next(8))
        {
            case 0 or 1:
                message[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                message[at] = (byte)_random.Next(256);
                break;
            case 3:
                message.RemoveRange(at, Math.Min(_random.Next(1, 9), message.Count - at));
                break;
            case 4:
                message.InsertRange(at, Enumerable.Range(0, _random.Next(1, 9)).Select(_ => (byte)_random.Next(256)).ToArray());
                break;
            case 5:
                message.RemoveRange(at, message.Count - at);
                break;
            case 6 when message.Count > 4:
                var extreme = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(extreme, Extremes[_random.Next(Extremes.Length)]);
                for (var index = 0; index < 4; index++)
                    message[Math.Min(at + index, message.Count - 1)] = extreme[index];
                break;
            default:
                var other = Good[_random.Next(Good.Length)];
                var from = _random.Next(other.Length);
                message.InsertRange(at, other[from..Math.Min(other.Length, from + _random.Next(1, 40))]);
                break;
        }
    }

    static byte[] Msg(string body, string? sequence = null, params string[] documents)
    {
        var payload = new List<byte>([0, 0, 0, 0, 0, .. BsonDocument.Parse(body).ToBson()]);
        if (sequence is not null)
        {
            byte[] section = [.. Encoding.UTF8.GetBytes(sequence), 0, .. documents.SelectMany(document => BsonDocument.Parse(document).ToBson())];
            payload.AddRange([1, .. BitConverter.GetBytes(section.Length + 4), .. section]);
        }
        return WithHeader(2013, payload);
    }

    static byte[] Query(string command) =>
        WithHeader(2004, [0, 0, 0, 0, .. "admin.$cmd\0"u8, 0, 0, 0, 0, 255, 255, 255, 255, .. BsonDocument.Parse(command).ToBson()]);

    static byte[] WithHeader(int opCode, List<byte> payload) =>
        [.. BitConverter.GetBytes(payload.Count + 16), .. BitConverter.GetBytes(7), 0, 0, 0, 0, .. BitConverter.GetBytes(opCode), .. payload];
}
