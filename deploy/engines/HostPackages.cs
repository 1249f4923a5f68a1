namespace ClinicNetwork.Engines;

/// <summary>The few Debian packages of this machine that building the root file system needs.</summary>
static class HostPackages
{
    const string OrDocker = "or, on a machine with Docker, use deploy/compose.yaml (MongoDB 8, RabbitMQ 4)";

    public static async Task EnsureAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || !HostCommand.Exists("apt-get"))
            throw new EngineException($"The local engines are built from Debian packages and this is not Debian or Ubuntu: use one of these, {OrDocker}.");
        var missing = Missing();
        if (missing.Length == 0)
            return;
        var install = $"apt-get install --yes --no-install-recommends {string.Join(' ', missing)}";
        if (!Signals.IsRoot)
            throw new EngineException($"Building the local engines needs a package that only root can install: run \"sudo {install}\" once, {OrDocker}.");
        progress.Report($"installing {string.Join(", ", missing)}");
        var (exitCode, output) = await InstallAsync(missing, cancellation);
        if (exitCode != 0)
        {
            await HostCommand.RunAsync(cancellation, "apt-get", "update");
            (exitCode, output) = await InstallAsync(missing, cancellation);
        }
        if (exitCode != 0)
            throw new EngineException($"\"{install}\" failed: run it by hand and see why, {OrDocker}. It said: {LastLine(output)}");
    }

    public static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "nothing";

    static Task<(int ExitCode, string Output)> InstallAsync(string[] packages, CancellationToken cancellation) =>
        HostCommand.RunAsync(cancellation, ["apt-get", "install", "--yes", "--no-install-recommends", .. packages]);

    static string[] Missing()
    {
        var missing = new List<string>();
        if (!HostCommand.Exists("mmdebstrap"))
            missing.Add("mmdebstrap");
        if (!Signals.IsRoot && !HostCommand.Exists("newuidmap"))
            missing.Add("uidmap");
        return [.. missing];
    }
}
