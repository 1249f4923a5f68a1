using System.Globalization;
using ClinicNetwork.Engines;

namespace ClinicNetwork.Local;

/// <summary>One of the network's own programs as a supervised process; the same address over restarts.</summary>
sealed class ServiceEngine(Instance instance, Uri address, string logFile, IReadOnlyDictionary<string, string?> environment, HttpClient http) : IEngine
{
    const int MostFalseStarts = 3;
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    /// <summary>Asking a program that starts takes time away from its start.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    int starts;
    bool lived;

    public string Name => instance.Name;

    public Uri Address => address;

    public Task<ChildProcess> LaunchAsync()
    {
        starts++;
        return ChildProcess.StartAsync(Name, [DotnetHost.Dotnet, instance.Path], logFile, environment, Path.GetDirectoryName(instance.Path));
    }

    /// <summary>Usable: it answers. Being ready takes its policy data, which comes after this.</summary>
    /// <exception cref="LaunchException">It ends each time before it answers; the message says with what words.</exception>
    public async Task<bool> IsUsableAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "health/live"), cancellation);
            lived |= answer.IsSuccessStatusCode;
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e.IsNoAnswer(cancellation))
        {
            if (!lived && starts > MostFalseStarts) throw new LaunchException($"{Name} does not start: {LastWords()} (all of it: {logFile})");
            await Task.Delay(Pause, cancellation);
            return false;
        }
    }

    public Task StopAsync(ChildProcess process) => process.StopAsync(Signals.Terminate, StopPatience);

    string LastWords() => File.ReadLines(logFile).LastOrDefault(line => line.StartsWith("Unhandled exception", StringComparison.Ordinal)) ?? "it ends without a word";

    /// <summary>What every program of ours is told to stay small beside the others; none of it changes what it does.</summary>
    public static Dictionary<string, string?> Frugal => new()
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCConserveMemory"] = "5",
        ["DOTNET_GCGen0Size"] = Hex(16),
        ["DOTNET_TieredPGO"] = "0",
        // Eight processes share a small machine: an idle worker that spins takes its time from one that works.
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    static string Hex(int megabytes) => (megabytes << 20).ToString("x", CultureInfo.InvariantCulture);
}
