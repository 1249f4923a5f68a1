namespace ClinicNetwork.Engines;

/// <summary>Keeps one engine running: a process that ends is started again, later each time it ends early.</summary>
sealed class SupervisedEngine(IEngine engine, IProgress<string> progress, Action changed, TimeProvider time) : IAsyncDisposable
{
    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LivedLong = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource _stopping = new();
    ChildProcess? _process;
    Task _mayStart = Task.CompletedTask;
    bool _disposed;
    Task _supervision = Task.CompletedTask;

    public string Name => engine.Name;

    /// <summary>Its process now; null between an end and the next start.</summary>
    public int? Pid => _process is { HasExited: false } running ? running.Pid : null;

    /// <summary>Starts it, waits until it is usable, and keeps it running from then on.</summary>
    /// <exception cref="EngineException">It does not become usable within a minute.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        impatience.CancelAfter(StartPatience);
        await LaunchAsync();
        _supervision = SuperviseAsync();
        try
        {
            while (!await engine.IsUsableAsync(impatience.Token))
                await Task.Delay(ProbePause, time, impatience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EngineException($"{Name} did not come up within {StartPatience.TotalSeconds} s: its log in the state folder says why.");
        }
    }

    /// <summary>Kills it with SIGKILL; it is started again when what comes back is disposed, not before.</summary>
    public IDisposable Hold()
    {
        var held = new Held();
        _mayStart = held.Released;
        if (Pid is { } pid)
            Signals.SendToGroup(pid, Signals.Kill);
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stopping.CancelAsync();
        await _supervision;
        if (_process is { } process)
        {
            await engine.StopAsync(process);
            process.Dispose();
        }
        _stopping.Dispose();
    }

    async Task LaunchAsync()
    {
        _process = await engine.LaunchAsync();
        changed();
    }

    async Task SuperviseAsync()
    {
        var pause = FirstPause;
        while (!_stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await _process!.Exited(_stopping.Token);
                pause = time.GetElapsedTime(started) > LivedLong ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                progress.Report($"{Name} ended with code {_process.ExitCode}; starting it again");
                await Task.Delay(pause, time, _stopping.Token);
                await _mayStart.WaitAsync(_stopping.Token);
                await LaunchAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (EngineException e)
            {
                progress.Report(e.Message);
            }
        }
    }

    sealed class Held : IDisposable
    {
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public void Dispose() => _released.TrySetResult();
    }
}
