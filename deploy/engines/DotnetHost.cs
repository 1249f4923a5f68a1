using System.Runtime.InteropServices;

namespace ClinicNetwork.Engines;

/// <summary>How programs of ours are started, by the launcher as well as by a test process that references them.</summary>
static class DotnetHost
{
    /// <summary>The command line, without arguments, of the program that a type belongs to: built beside whoever references it.</summary>
    public static string[] Command(Type program) => [Dotnet, program.Assembly.Location];

    /// <summary>Settings for a process of ours that should stay small beside everything else on the machine.</summary>
    public static IReadOnlyDictionary<string, string?> SmallProcess { get; } = new Dictionary<string, string?>
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        // It shares the machine with the engines: an idle worker that spins takes its time from them.
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
    };

    /// <summary>The <c>dotnet</c> that runs this process.</summary>
    public static string Dotnet => new[]
        {
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Environment.ProcessPath,
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")),
        }
        .FirstOrDefault(path => Path.GetFileName(path) == "dotnet" && File.Exists(path)) ?? "dotnet";
}
