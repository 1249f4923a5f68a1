using System.Net;
using System.Net.Sockets;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>An address at which nobody takes a connection and nobody refuses one, as of a machine that is gone: the line of those that wait is full.</summary>
sealed class Silent : IDisposable
{
    readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly List<Socket> waiting = [];

    public Silent()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
    }

    public string Address => $"http://{listener.LocalEndPoint}";

    /// <summary>Fills the line until a connection is not taken any more.</summary>
    public async Task Fill()
    {
        for (var isTaken = true; isTaken;)
        {
            var next = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            waiting.Add(next);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            try
            {
                await next.ConnectAsync(listener.LocalEndPoint!, patience.Token);
            }
            catch (OperationCanceledException)
            {
                isTaken = false;
            }
        }
    }

    public void Dispose()
    {
        foreach (var socket in waiting) socket.Dispose();
        listener.Dispose();
    }
}
