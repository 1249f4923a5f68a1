using ClinicNetwork.Engines;

namespace ClinicNetwork.Local;

/// <summary>The folder that a network keeps its data, keys and logs in. One launcher at a time.</summary>
sealed class StateFolder(string path)
{
    const long LeastFree = 512L * 1024 * 1024;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Root { get; } = System.IO.Path.GetFullPath(path);
    public string Engines => Folder("engines");
    public string Logs => Folder("logs");
    public string Keys => Folder("keys", OwnerOnly | UnixFileMode.UserExecute);
    public string RunFile => System.IO.Path.Combine(Root, "run.json");
    string LockFile => System.IO.Path.Combine(Root, "launcher.lock");

    /// <summary>True while a launcher works on this folder; the kernel knows, also after a kill.</summary>
    public bool InUse
    {
        get
        {
            if (!File.Exists(LockFile)) return false;
            using var taken = FileLock.TryTake(LockFile);
            return taken is null;
        }
    }

    /// <summary>Makes the folder and keeps other launchers out of it until disposed.</summary>
    /// <exception cref="LaunchException">It cannot be written, its disk is full, or another launcher has it.</exception>
    public FileLock Take()
    {
        try
        {
            Directory.CreateDirectory(Root);
            if (new DriveInfo(Root).AvailableFreeSpace is var free && free < LeastFree)
                throw new LaunchException($"Only {free >> 20} MB are free where {Root} lies: free 512 MB there, or name another folder with --state.");
            if (FileLock.TryTake(LockFile) is { } taken) return taken;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LaunchException($"{Root} cannot be written ({e.Message.TrimEnd('.')}): name a folder of your own with --state.", e);
        }
        throw new LaunchException($"Another launcher is using {Root}: stop it, or name another folder with --state.");
    }

    /// <summary>Replaces a file as a whole, so that a reader never sees half of it.</summary>
    public static void Write(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The same for what only the owner may read.</summary>
    public static void WriteSecret(string path, string text)
    {
        using (var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(file))
            writer.Write(text);
        File.Move(path + ".new", path, overwrite: true);
    }

    string Folder(string name, UnixFileMode? mode = null)
    {
        var folder = System.IO.Path.Combine(Root, name);
        if (!Directory.Exists(folder))
            _ = mode is { } m ? Directory.CreateDirectory(folder, m) : Directory.CreateDirectory(folder);
        return folder;
    }
}
