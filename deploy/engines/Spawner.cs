using System.Collections.Concurrent;
using System.Diagnostics;

namespace ClinicNetwork.Engines;

/// <summary>
/// Starts all children from one thread that lives as long as this process. Linux delivers a child's parent-death signal
/// when the <em>thread</em> that started it ends, and thread-pool threads come and go.
/// </summary>
static class Spawner
{
    static readonly BlockingCollection<Action> Queue = [];

    static Spawner() => new Thread(Run) { IsBackground = true, Name = "spawner" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                started.SetException(new EngineException($"Cannot start {info.FileName}: {e.Message}.", e));
            }
        });
        return started.Task;
    }

    static void Run()
    {
        foreach (var start in Queue.GetConsumingEnumerable())
            start();
    }
}
