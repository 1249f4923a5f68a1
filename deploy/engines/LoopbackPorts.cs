using System.Net;
using System.Net.Sockets;

namespace ClinicNetwork.Engines;

/// <summary>Finds free TCP ports on 127.0.0.1, and tells when somebody answers on one.</summary>
public static class LoopbackPorts
{
    // Below the range that the kernel takes for outgoing connections: else a client that keeps knocking at an engine's port
    // while the engine restarts may one day be given that very port as its own, and the engine cannot have it back.
    const int First = 20_000;
    const int Last = 32_000;

    static readonly HashSet<int> Given = [];
    static readonly Lock Gate = new();

    /// <summary>A port nobody listens on, never the same one twice in this process.</summary>
    /// <param name="distance">With it, the port so far above is free too, and not given to anybody else.</param>
    public static int Free(int distance = 0)
    {
        lock (Gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, Last - distance);
                if (!IsFree(port) || !IsFree(port + distance) || Given.Contains(port) || Given.Contains(port + distance))
                    continue;
                Given.UnionWith([port, port + distance]);
                return port;
            }
        }
    }

    /// <summary>Connects to a port; false when nobody listens.</summary>
    public static async Task<bool> AnswersAsync(int port, Func<Stream, CancellationToken, Task<bool>> greeting, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return await greeting(client.GetStream(), cancellation);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
