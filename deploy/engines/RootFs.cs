using System.Globalization;

namespace ClinicNetwork.Engines;

/// <summary>
/// The root file system with PostgreSQL, DocumentDB and RabbitMQ, built once per user from Debian's packages and kept in
/// <c>$XDG_CACHE_HOME/clinic-network</c>. The engines only read it; their data lives elsewhere.
/// </summary>
public sealed class RootFs
{
    const long NeededBytes = 2L << 30;

    RootFs(string path) => Path = path;

    /// <summary>Where it lies on this machine.</summary>
    public string Path { get; }

    /// <summary>The folder of everything this product caches for the current user.</summary>
    public static string CacheFolder { get; } = System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "clinic-network");

    /// <summary>Gives the root file system, building it first when this user has none of this recipe (about a minute).</summary>
    /// <param name="progress">Hears what is going on, in words for a person.</param>
    /// <param name="cancellation">Stops a build; the next call removes what it left.</param>
    /// <exception cref="EngineException">Not a Debian machine, no rights, no mirror, no disk: the message says what to do.</exception>
    public static async Task<RootFs> EnsureAsync(IProgress<string> progress, CancellationToken cancellation = default)
    {
        var path = System.IO.Path.Combine(CacheFolder, $"engines-{RootFsRecipe.Hash}");
        if (Directory.Exists(path))
            return new RootFs(path);
        CreateCacheFolder();
        using var one = await FileLock.TakeAsync($"{path}.lock", cancellation);
        if (!Directory.Exists(path))
            await BuildAsync(path, progress, cancellation);
        return new RootFs(path);
    }

    /// <summary>User and group id of one of its accounts.</summary>
    /// <exception cref="EngineException">It has no such account: the copy is damaged.</exception>
    public (int Uid, int Gid) Account(string name)
    {
        var fields = File.ReadLines(System.IO.Path.Combine(Path, "etc/passwd")).Select(line => line.Split(':')).FirstOrDefault(f => f[0] == name)
            ?? throw new EngineException($"The cached engines are damaged (no account {name}): remove {Path} and start again.");
        return (int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    /// <summary>The one folder that matches a pattern whose last part may hold a <c>*</c>, as seen inside.</summary>
    /// <exception cref="EngineException">Nothing matches: the copy is damaged.</exception>
    public string Find(string folder, string pattern)
    {
        var found = Directory.GetDirectories(System.IO.Path.Combine(Path, folder.TrimStart('/')), pattern).FirstOrDefault()
            ?? throw new EngineException($"The cached engines are damaged (no {folder}/{pattern}): remove {Path} and start again.");
        return $"{folder}/{System.IO.Path.GetFileName(found)}";
    }

    static void CreateCacheFolder()
    {
        try
        {
            Directory.CreateDirectory(CacheFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"The folder {CacheFolder} cannot be written: make it writable or set XDG_CACHE_HOME to one that is.", e);
        }
        var free = new DriveInfo(CacheFolder).AvailableFreeSpace;
        if (free < NeededBytes)
            throw new EngineException($"{CacheFolder} has {free >> 20} MB free and the local engines need {NeededBytes >> 20}: make room or set XDG_CACHE_HOME.");
    }

    static async Task BuildAsync(string path, IProgress<string> progress, CancellationToken cancellation)
    {
        await HostPackages.EnsureAsync(progress, cancellation);
        progress.Report("building the local engines from Debian packages, once (about a minute)");
        RemoveHalfBuilt(path);
        // A name of its own: a build whose launcher was killed may still be writing to its folder.
        var aside = $"{path}.part-{Guid.NewGuid():N}";
        Directory.CreateDirectory(aside);
        // Unpacking without owners makes an ordinary user the owner of everything, which is what the inner namespace shows.
        const string script = """
            aside=$1; shift
            trap 'trap - TERM; kill 0' TERM
            (set -o pipefail; mmdebstrap "$@" | tar --extract --directory="$aside" --exclude='./dev/*' $TAR_OWNERS) &
            wait $!
            """;
        string[] owners = ["env", Signals.IsRoot ? "TAR_OWNERS=--same-owner" : "TAR_OWNERS=--no-same-owner"];
        string[] command =
            [.. owners, "bash", "-c", script, "build", aside, .. RootFsRecipe.Arguments(Signals.IsRoot ? "root" : "unshare", AptMirror.OfThisMachine())];
        var (exitCode, output) = await HostCommand.RunAsync(cancellation, command);
        var log = $"{path}.log";
        await File.WriteAllTextAsync(log, output, cancellation);
        if (exitCode != 0)
            throw new EngineException(
                $"The local engines could not be built (see {log}; it ends with: {HostPackages.LastLine(output)}): "
                + "check that this machine's Debian mirror answers and carries current suites, or, on a machine with Docker, use deploy/compose.yaml (MongoDB 8, RabbitMQ 4).");
        Directory.Move(aside, path);
    }

    static void RemoveHalfBuilt(string path)
    {
        foreach (var aside in Directory.GetDirectories(CacheFolder, $"{System.IO.Path.GetFileName(path)}.part-*"))
        {
            try
            {
                Directory.Delete(aside, recursive: true);
            }
            catch (IOException)
            {
                // Still being written; the next build removes it.
            }
        }
    }
}
