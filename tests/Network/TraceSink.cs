using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tests.Network;

/// <summary>Stands where a collector would: keeps what the services export (OTLP over HTTP), byte for byte.</summary>
public sealed class TraceSink : IDisposable
{
    readonly HttpListener listener = new();
    readonly ConcurrentQueue<byte[]> exports = new();

    public TraceSink()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = Listen();
    }

    public string Address { get; }

    public IReadOnlyCollection<byte[]> Exports => exports;

    public bool Holds(string text) => exports.Any(e => e.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>True when a service has exported a span of this trace (32 hex digits).</summary>
    public bool Holds(string service, string trace) => exports.Any(e =>
        e.AsSpan().IndexOf(Encoding.UTF8.GetBytes(service)) >= 0 && e.AsSpan().IndexOf(Convert.FromHexString(trace)) >= 0);

    async Task Listen()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                exports.Enqueue(body.ToArray());
                context.Response.StatusCode = 200;
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public void Dispose() => listener.Close();
}
