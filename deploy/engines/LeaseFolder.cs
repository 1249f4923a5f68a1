using System.Globalization;
using System.Text.Json;

namespace ClinicNetwork.Engines;

/// <summary>What the host of leased engines tells its lease holders, in <c>engines.json</c>.</summary>
/// <param name="MongoDb">Connection string of MongoDB.</param>
/// <param name="RabbitMq">Connection string of RabbitMQ.</param>
/// <param name="Processes">Process ids by name, as of the latest start or restart.</param>
public sealed record LeasedEngines(string MongoDb, string RabbitMq, IReadOnlyDictionary<string, int> Processes);

/// <summary>
/// The folder through which test processes and the host of their engines meet. Every hold on anything in it is a file lock,
/// so that a process that was killed holds nothing.
/// </summary>
sealed class LeaseFolder(string path)
{
    static readonly string Prefix = string.Create(CultureInfo.InvariantCulture, $"clinic-network-engines-{Signals.UserId}");
    static readonly string Door = Path.Combine(Path.GetTempPath(), $"{Prefix}.lock");
    static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>A folder for each set of engines, of this user and build of the program: another checkout's tests have engines of their own.</summary>
    public static IReadOnlyList<LeaseFolder> SetsOfThisBuild { get; } = [.. Enumerable.Range(1, 2).Select(set => new LeaseFolder(Path.Combine(
        Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{typeof(LeaseFolder).Module.ModuleVersionId.ToString("N")[..8]}-{set}"))))];

    public string FullPath => path;

    public string State => Path.Combine(path, "state");

    /// <summary>The lock of the process whose turn it is to have these engines. It lies beside the folder, as the folder goes with its host.</summary>
    public string Turn => $"{path}.turn";

    public string HostLog => Path.Combine(path, "host.log");

    /// <summary>Guards starting and ending hosts. It lies beside the folder, because the folder itself comes and goes.</summary>
    public static Task<FileLock> TakeDoorAsync(CancellationToken cancellation) => FileLock.TakeAsync(Door, cancellation);

    public static FileLock? TryTakeDoor() => FileLock.TryTake(Door);

    /// <summary>Held by the host for as long as it lives.</summary>
    public FileLock? TryBeHost() => FileLock.TryTake(Path.Combine(path, "host.lock"));

    public void Create()
    {
        if (OperatingSystem.IsWindows())
            throw new EngineException("The local engines run on Debian and Ubuntu: set ConnectionStrings__MongoDb and ConnectionStrings__RabbitMq to engines of deploy/compose.yaml.");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Leases);
    }

    // The host may look at a new lease between its creation and its lock, take it for left behind and remove it: then another.
    public (FileLock Lock, string File) AddLease()
    {
        while (true)
        {
            var file = Path.Combine(Leases, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}"));
            if (FileLock.TryTake(file) is { } taken && File.Exists(file))
                return (taken, file);
        }
    }

    /// <summary>Whether any lease is held; removes those whose holder is gone.</summary>
    public bool IsLeased()
    {
        var leased = false;
        foreach (var file in Directory.GetFiles(Leases))
        {
            using var gone = FileLock.TryTake(file);
            if (gone is null)
                leased = true;
            else
                File.Delete(file);
        }
        return leased;
    }

    public LeasedEngines? Engines =>
        ReadIfThere("engines.json") is { } json ? JsonSerializer.Deserialize<LeasedEngines>(json, Json) : null;

    public string? Failure => ReadIfThere("failed.txt");

    public bool IsThere => Directory.Exists(Leases);

    public void Publish(LeasedEngines engines) => Write("engines.json", JsonSerializer.Serialize(engines, Json));

    public void PublishFailure(string message) => Write("failed.txt", message);

    /// <summary>Removes what a host that is gone left, but no leases.</summary>
    public void ClearHost()
    {
        File.Delete(Path.Combine(path, "engines.json"));
        File.Delete(Path.Combine(path, "failed.txt"));
        if (Directory.Exists(State))
            Directory.Delete(State, recursive: true);
    }

    public void Delete()
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    string Leases => Path.Combine(path, "leases");

    string? ReadIfThere(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Whole or not at all: readers may come at any moment. Without the folder there is nobody to read.
    void Write(string name, string text)
    {
        if (!IsThere)
            return;
        var aside = Path.Combine(path, $"{name}.part");
        File.WriteAllText(aside, text);
        File.Move(aside, Path.Combine(path, name), overwrite: true);
    }
}
