using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ClinicNetwork.MongoWire;

/// <summary>The program <c>ClinicNetwork.MongoWire --listen 127.0.0.1:PORT --postgres PORT</c>.</summary>
public static class MongoWireCommand
{
    /// <summary>Serves until SIGTERM or SIGINT.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 0 when stopped, 2 for wrong arguments, 1 when it could not listen.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["--listen", var listen, "--postgres", var postgres]
            || !IPEndPoint.TryParse(listen, out var endPoint)
            || !int.TryParse(postgres, CultureInfo.InvariantCulture, out var port))
        {
            await Console.Error.WriteLineAsync("usage: ClinicNetwork.MongoWire --listen 127.0.0.1:PORT --postgres PORT");
            return 2;
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var server = new WireServer(endPoint, port, new WireLimits(), line => Console.Error.WriteLine($"mongo-wire: {line}"), TimeProvider.System);
            await stop.Task;
            return 0;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"mongo-wire: cannot listen on {listen}: {e.Message}");
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }
}
