using System.Net;
using System.Net.Sockets;
using ClinicNetwork.MongoWire;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

/// <summary>
/// 120,000 mutated messages from fixed seeds: 90,000 go to the message reader in this process, 30,000 over real sockets to
/// the running gateway with PostgreSQL behind it, each on a connection of its own.
/// </summary>
[Collection(OnEngines.Name)]
public sealed class Fuzzing(EngineFixture engines)
{
    const int InProcess = 90_000;
    const int OverSockets = 30_000;
    const int Senders = 12;

    [Fact]
    public void The_message_reader_reads_or_refuses_whatever_it_is_given()
    {
        var mutator = new MessageMutator(seed: 20_261);
        var read = 0;
        for (var message = 0; message < InProcess; message++)
        {
            try
            {
                var request = MessageReader.Read(mutator.Next(), new WireLimits());
                Assert.NotEqual("", request.Name + request.Database + request.Document);
                read++;
            }
            catch (MalformedMessageException)
            {
                // Refused, as it should be.
            }
            catch (Exception e) when (e is FormatException or BsonException or ArgumentException)
            {
                // The structure holds but the values do not make an object; the gateway answers that with an error.
                read++;
            }
        }
        Assert.InRange(read, InProcess / 20, InProcess - InProcess / 20);
    }

    [Fact]
    public async Task The_gateway_and_the_engine_behind_it_live_through_mutated_messages()
    {
        var processes = engines.Lease.Processes;
        var port = new MongoUrl(engines.Lease.MongoConnectionString).Server.Port;
        var answered = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(port, new MessageMutator(sender)))));
        Assert.InRange(answered.Sum(), 1, OverSockets);

        Assert.Equal(1, (await engines.Database.RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1)))["ok"].ToDouble());
        var collection = await engines.CollectionOf("{ _id: 1 }");
        Assert.Equal(1, await collection.CountDocumentsAsync("{}"));
        Assert.Equal(processes, engines.Lease.Processes);
        await engines.Database.Client.DropDatabaseAsync(MessageMutator.Database);
    }

    static async Task<int> SendAsync(int port, MessageMutator mutator)
    {
        var answered = 0;
        var answer = new byte[64 * 1024];
        for (var message = 0; message < OverSockets / Senders; message++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            try
            {
                await socket.SendAsync(mutator.Next(), SocketFlags.None);
                socket.Shutdown(SocketShutdown.Send);
                var count = await socket.ReceiveAsync(answer, SocketFlags.None);
                answered += count > 0 ? 1 : 0;
                while (count > 0)
                    count = await socket.ReceiveAsync(answer, SocketFlags.None);
            }
            catch (SocketException)
            {
                // The gateway closed on a malformed message before all of it was sent.
            }
        }
        return answered;
    }
}
