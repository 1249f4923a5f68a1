using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ClinicNetwork.MongoWire.Commands;

namespace ClinicNetwork.MongoWire;

/// <summary>
/// The gateway: MongoDB's wire protocol in front, DocumentDB's SQL functions behind. A development tool, for loopback
/// addresses only: it knows no passwords.
/// </summary>
public sealed class WireServer : IAsyncDisposable
{
    readonly TcpListener _listener;
    readonly WireLimits _limits;
    readonly Action<string> _log;
    readonly DocumentDbApi _api;
    readonly CommandTable _commands;
    readonly CancellationTokenSource _stopping = new();
    readonly ConcurrentDictionary<Task, byte> _connections = new();
    readonly Task _accepting;

    /// <summary>Starts listening.</summary>
    /// <param name="listen">Where; a loopback address.</param>
    /// <param name="postgresPort">Port of PostgreSQL with DocumentDB on 127.0.0.1. It need not be up yet.</param>
    /// <param name="limits">What is accepted at most.</param>
    /// <param name="log">Hears one line about every connection that was closed for a reason.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    /// <exception cref="SocketException">The port is taken.</exception>
    public WireServer(IPEndPoint listen, int postgresPort, WireLimits limits, Action<string> log, TimeProvider time)
    {
        if (!IPAddress.IsLoopback(listen.Address))
            throw new ArgumentException("The wire gateway listens on loopback addresses only.", nameof(listen));
        _limits = limits;
        _log = log;
        _api = new DocumentDbApi(postgresPort, limits, time);
        _commands = new CommandTable(_api, limits, time);
        _listener = new TcpListener(listen);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port the system chose when none was asked for.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        await _api.DisposeAsync();
        _listener.Dispose();
        _stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                if (_connections.Count >= _limits.Connections)
                {
                    _log($"connection refused: {_limits.Connections} are open already");
                    socket.Dispose();
                    continue;
                }
                var serving = ServeAsync(socket);
                _connections[serving] = 0;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                _log($"connection lost before it was accepted: {e.SocketErrorCode}");
            }
        }
    }

    async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        socket.NoDelay = true;
        using var connection = new WireConnection(socket, _commands, _limits);
        try
        {
            await connection.ServeAsync(_stopping.Token);
        }
        catch (MalformedMessageException e)
        {
            _log($"connection closed: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            if (!_stopping.IsCancellationRequested)
                _log("connection closed: silent or slow for too long");
        }
        catch (SocketException)
        {
            // The client went away; that is its right.
        }
    }
}
