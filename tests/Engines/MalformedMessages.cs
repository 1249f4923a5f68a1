using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ClinicNetwork.MongoWire;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class MalformedMessages(EngineFixture engines)
{
    [Theory]
    [InlineData("", "shorter than a document")]
    [InlineData("0400000000", "length below the smallest")]
    [InlineData("0600000000", "length beyond the bytes")]
    [InlineData("050000000001", "well-formed with bytes after it", 5)]
    [InlineData("0600000000000000", "end before its length")]
    [InlineData("0500000001", "no end")]
    [InlineData("080000004461000000", "unknown type")]
    [InlineData("0E000000026100020000006100", "string reaching beyond")]
    [InlineData("0E00000002610002000000616200", "string without its end")]
    [InlineData("0E000000026100FFFFFFFF610000", "negative string length")]
    [InlineData("0E00000002610002000000FF0000", "string that is not UTF-8")]
    [InlineData("0A00000001610000000000", "number cut short")]
    [InlineData("0900000008610002", "boolean neither true nor false")]
    [InlineData("0D000000056100FFFFFF7F00000000", "binary reaching beyond")]
    [InlineData("0B000000610000000000", "document of unknown type inside")]
    public void Bytes_that_are_no_document_are_refused(string hex, string why, int? length = null)
    {
        var bytes = Convert.FromHexString(hex);
        if (length is { } expected)
            Assert.Equal(expected, BsonStructure.CheckDocument(bytes, 10));
        else
            Assert.True(Record.Exception(() => BsonStructure.CheckDocument(bytes, 10)) is MalformedMessageException, why);
    }

    [Fact]
    public void Nesting_is_accepted_up_to_the_limit_and_no_deeper()
    {
        Assert.NotEqual(0, BsonStructure.CheckDocument(Nested(20), 20));
        Assert.Throws<MalformedMessageException>(() => BsonStructure.CheckDocument(Nested(21), 20));
    }

    [Fact]
    public async Task A_header_that_promises_too_much_ends_its_own_connection_only()
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header, int.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), 2013);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new MongoUrl(engines.Lease.MongoConnectionString).Server.Port);
        await socket.SendAsync(header);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[16]));
        Assert.Equal(1, (await engines.Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1)))["ok"].ToDouble());
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_and_a_silent_one_are_closed()
    {
        var log = new List<string>();
        var limits = new WireLimits { Connections = 1, Idle = TimeSpan.FromMilliseconds(200) };
        await using var server = new WireServer(new IPEndPoint(IPAddress.Loopback, 0), postgresPort: 1, limits, line => { lock (log) log.Add(line); }, TimeProvider.System);
        using var silent = await ConnectedAsync(server.EndPoint);
        using var tooMany = await ConnectedAsync(server.EndPoint);
        Assert.Equal((0, 0), (await tooMany.ReceiveAsync(new byte[1]), await silent.ReceiveAsync(new byte[1])));
        await Probe.Until(() => { lock (log) return log.Count == 2; }, "both are logged");
        Assert.Equal(["connection closed: silent or slow for too long", "connection refused: 1 are open already"], log.Order());
    }

    [Fact]
    public void A_gateway_for_the_world_is_refused() =>
        Assert.Throws<ArgumentException>(() => new WireServer(new IPEndPoint(IPAddress.Any, 0), 1, new WireLimits(), _ => { }, TimeProvider.System));

    static async Task<Socket> ConnectedAsync(EndPoint endPoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint);
        return socket;
    }

    static byte[] Nested(int depth) =>
        Enumerable.Range(1, depth - 1).Aggregate(new BsonDocument(), (inner, _) => new BsonDocument("a", inner)).ToBson();
}
