using System.Globalization;

namespace ClinicNetwork.Local;

/// <summary>A launcher that <c>dotnet run</c> started ends with it, also when <c>dotnet run</c> is killed and can pass nothing on.</summary>
static class ParentWatch
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Stops when the parent that is there now is gone; does nothing under any other parent, which may well leave us behind on purpose.</summary>
    public static async Task StopWithParent(CancellationTokenSource stop, TimeProvider clock)
    {
        var parent = Parent();
        if (!IsDotnetRun(parent)) return;
        using var tick = new PeriodicTimer(Look, clock);
        try
        {
            while (await tick.WaitForNextTickAsync(stop.Token))
                if (Parent() != parent) await stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
        }
    }

    static bool IsDotnetRun(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0') is [var program, ..] words && Path.GetFileName(program) == "dotnet" && words.Contains("run");
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The fourth field of <c>stat</c>; the second, in brackets, may hold spaces.</summary>
    static int Parent()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ')[2], CultureInfo.InvariantCulture);
    }
}
