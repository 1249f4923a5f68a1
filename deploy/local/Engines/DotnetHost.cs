using System.Runtime.InteropServices;

namespace ClinicNetwork.Local.Engines;

/// <summary>How this program starts itself again, from the launcher as well as from a test process that references it.</summary>
static class DotnetHost
{
    /// <summary>The command line up to, and without, the sub-command.</summary>
    public static string[] ThisProgram => [Dotnet, typeof(DotnetHost).Assembly.Location];

    /// <summary>Settings for a process of ours that should stay small beside everything else on the machine.</summary>
    public static IReadOnlyDictionary<string, string?> SmallProcess { get; } = new Dictionary<string, string?>
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        // It shares the machine with the engines: an idle worker that spins takes its time from them.
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    static string Dotnet => new[]
        {
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.ProcessPath,
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")),
        }
        .FirstOrDefault(path => Path.GetFileName(path) == "dotnet" && File.Exists(path)) ?? "dotnet";
}
