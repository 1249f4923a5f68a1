using System.Diagnostics;
using System.Globalization;

namespace ClinicNetwork.Engines;

/// <summary>
/// A child that leads its own session, writes to its own log file and dies with this process, even when this process is
/// killed with SIGKILL.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    // The check of the parent's id closes the gap between the fork and the moment the death signal is in force.
    const string Prologue = "[ \"$PPID\" = \"$1\" ] || exit 1; log=$2; shift 2; exec \"$@\" >>\"$log\" 2>&1 </dev/null";

    readonly Process _process;

    ChildProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    /// <summary>The name it was started under, for people and for <c>status</c>.</summary>
    public string Name { get; }

    /// <summary>Its process id; also the id of its process group.</summary>
    public int Pid => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended: its exit code, or 128 and the number of the signal that ended it.</summary>
    /// <exception cref="InvalidOperationException">It has not ended.</exception>
    public int ExitCode => _process.ExitCode;

    /// <summary>Completes when it has ended, by itself or by a signal.</summary>
    public Task Exited(CancellationToken cancellation = default) => _process.WaitForExitAsync(cancellation);

    /// <summary>Starts a command.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="logFile">Where its output is appended; the folder exists.</param>
    /// <param name="environment">Variables to set on top of this process's own; null removes one.</param>
    /// <param name="workingDirectory">Where it starts; this process's own when null.</param>
    /// <exception cref="EngineException">The program does not exist or may not be run.</exception>
    public static async Task<ChildProcess> StartAsync(
        string name,
        IEnumerable<string> command,
        string logFile,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null)
    {
        var info = new ProcessStartInfo("setsid") { WorkingDirectory = workingDirectory ?? "" };
        string[] prologue =
            ["setpriv", "--pdeathsig", "KILL", "sh", "-c", Prologue, name, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), logFile];
        foreach (var argument in prologue.Concat(command))
            info.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            info.Environment[key] = value;
        return new ChildProcess(name, await Spawner.StartAsync(info));
    }

    /// <summary>Asks it to end with a signal, and kills its whole group when it has not ended in time.</summary>
    /// <param name="signal">Number of the signal, for example 15 for SIGTERM.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="target">The process to ask when it is not the child itself but one inside it.</param>
    public async Task StopAsync(int signal, TimeSpan patience, int? target = null)
    {
        if (HasExited)
            return;
        Signals.Send(target ?? Pid, signal);
        using var impatience = new CancellationTokenSource(patience);
        try
        {
            await Exited(impatience.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    /// <summary>Kills it and its process group with SIGKILL and waits for the end.</summary>
    public async Task KillAsync()
    {
        if (!HasExited)
            Signals.SendToGroup(Pid, Signals.Kill);
        await Exited();
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
