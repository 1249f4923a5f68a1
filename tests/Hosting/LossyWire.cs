using System.Net;
using System.Net.Sockets;
using System.Text;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>A line to the database that can lose an answer: the command arrives and is carried out, then the line goes dead.</summary>
sealed class LossyWire : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly MongoUrlBuilder engine;
    readonly CancellationTokenSource stopping = new();
    readonly Task accepting;
    byte[]? command;

    public LossyWire(string mongo)
    {
        engine = new(mongo);
        listener.Start();
        ConnectionString = new MongoUrlBuilder(mongo) { Server = new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port) }.ToString();
        accepting = Accept();
    }

    public string ConnectionString { get; }

    /// <summary>True once the answer to the named command has been lost.</summary>
    public bool Lost { get; private set; }

    /// <summary>Loses the answer to the next command of that name (insert, update), once.</summary>
    public void LoseNextAnswerTo(string name) => (Lost, command) = (false, Encoding.ASCII.GetBytes($"\u0002{name}\0"));

    async Task Accept()
    {
        try
        {
            while (true) _ = Join(await listener.AcceptTcpClientAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    async Task Join(TcpClient driver)
    {
        using (driver)
        using (var database = new TcpClient())
            try
            {
                await database.ConnectAsync(engine.Server.Host, engine.Server.Port, stopping.Token);
                var doomed = false;
                var asking = Pump(driver, database, chunk => doomed |= Takes(chunk), () => true);
                var answering = Pump(database, driver, _ => Lost |= doomed, () => !doomed);
                await Task.WhenAny(asking, answering);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Either end went away.
            }
    }

    bool Takes(ReadOnlyMemory<byte> chunk)
    {
        if (command is not { } wanted || chunk.Span.IndexOf(wanted) < 0) return false;
        command = null;
        return true;
    }

    async Task Pump(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> see, Func<bool> passes)
    {
        var buffer = new byte[1 << 16];
        while (await from.GetStream().ReadAsync(buffer, stopping.Token) is > 0 and var read)
        {
            see(buffer.AsMemory(0, read));
            if (!passes()) return;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), stopping.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }
}
