using System.Diagnostics;

namespace ClinicNetwork.Engines;

/// <summary>Short-lived programs of this machine: run to the end, output collected.</summary>
static class HostCommand
{
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(["/usr/sbin", "/sbin"])
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program and gives its exit code and everything it said. Giving up asks it to end and waits until it has tidied up.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(CancellationToken cancellation, params string[] command)
    {
        var info = new ProcessStartInfo("setsid") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["setpriv", "--pdeathsig", "TERM", .. command])
            info.ArgumentList.Add(argument);
        info.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        info.Environment["LC_ALL"] = "C.UTF-8";
        using var process = await Spawner.StartAsync(info);
        using var stop = cancellation.Register(() => Signals.SendToGroup(process.Id, Signals.Terminate));
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, string.Concat(output));
    }
}
