namespace ClinicNetwork.Engines;

/// <summary>
/// A lock between processes on a file. The kernel lets go of it when the holder ends, however it ends, so a lock that can
/// be taken is a holder that is gone.
/// </summary>
public sealed class FileLock : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly FileStream _stream;

    FileLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock if it is free; null if somebody holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException and not FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes the lock, waiting for whoever holds it.</summary>
    public static async Task<FileLock> TakeAsync(string path, CancellationToken cancellation = default)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
