using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>Takes a request and closes the connection: whoever sent it cannot know whether it was done.</summary>
sealed class HangsUp : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly Task loop;
    int met;

    public HangsUp()
    {
        listener.Start();
        loop = Accept();
    }

    public string Address => $"http://{listener.LocalEndpoint}";
    /// <summary>Requests other than looks at its health.</summary>
    public int Met => Volatile.Read(ref met);

    async Task Accept()
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(stopping.Token);
                var bytes = new byte[4096];
                var read = await connection.GetStream().ReadAsync(bytes, stopping.Token);
                var text = Encoding.ASCII.GetString(bytes, 0, read);
                if (text.Contains("/health", StringComparison.Ordinal)) await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                else if (read > 0) Interlocked.Increment(ref met);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        listener.Dispose();
        stopping.Dispose();
    }
}
