using System.Runtime.InteropServices;

namespace ClinicNetwork.Engines;

/// <summary>The program <c>ClinicNetwork.Engines --lease DIR</c>: hosts engines for as long as somebody holds a lease on them.</summary>
public static class EnginesCommand
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Serves until no lease has been held for twenty seconds, or until SIGTERM or SIGINT; then leaves nothing behind.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 0 when done, 1 when the engines cannot be had, 2 for wrong arguments, 3 when there is a host already.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["--lease", var path])
        {
            await Console.Error.WriteLineAsync("usage: ClinicNetwork.Engines --lease DIR");
            return 2;
        }
        var folder = new LeaseFolder(path);
        folder.Create();
        using var host = folder.TryBeHost();
        if (host is null)
            return 3;

        using var ended = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var watching = WatchAsync(folder, TimeProvider.System, ended);
        var exitCode = await ServeAsync(folder, ended.Token);
        await ended.CancelAsync();
        using var door = await watching;
        folder.Delete();
        return exitCode;

        void Stop(PosixSignalContext signal)
        {
            Console.Error.WriteLine($"asked to stop by {signal.Signal}");
            signal.Cancel = true;
            ended.Cancel();
        }
    }

    static async Task<int> ServeAsync(LeaseFolder folder, CancellationToken ended)
    {
        try
        {
            await using var engines = await EngineSet.StartAsync(folder.State, new Log(), ended);
            var gate = new Lock();
            engines.ProcessesChanged += (_, _) => Publish();
            Publish();
            await Task.Delay(Timeout.InfiniteTimeSpan, ended);
            return 0;

            void Publish()
            {
                lock (gate)
                    folder.Publish(new LeasedEngines(engines.MongoConnectionString, engines.RabbitMqConnectionString, engines.Processes));
            }
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (EngineException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            folder.PublishFailure(e.Message);
            // Whoever waits reads the reason before the folder goes.
            await Task.Delay(Look + Look, CancellationToken.None);
            return 1;
        }
    }

    /// <summary>Ends the host when nobody has held a lease for a while, with the door shut so that nobody comes in meanwhile.</summary>
    static async Task<FileLock?> WatchAsync(LeaseFolder folder, TimeProvider time, CancellationTokenSource ended)
    {
        var lastLeased = time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(Look, time, ended.Token);
                if (!folder.IsThere)
                {
                    await Console.Error.WriteLineAsync("the lease folder was removed; stopping");
                    await ended.CancelAsync();
                    return null;
                }
                if (folder.IsLeased())
                    lastLeased = time.GetTimestamp();
                else if (time.GetElapsedTime(lastLeased) > Grace && LeaseFolder.TryTakeDoor() is { } door)
                {
                    if (folder.IsLeased())
                    {
                        door.Dispose();
                        continue;
                    }
                    await Console.Error.WriteLineAsync("nobody holds a lease any more; stopping");
                    await ended.CancelAsync();
                    return door;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    sealed class Log : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
