namespace ClinicNetwork.Operations.Referrals;

/// <summary>Wakes whoever shows what is stored here when it has changed.</summary>
public sealed class Changes
{
    TaskCompletionSource next = New();
    long told;

    /// <summary>Completes with the next change from now on.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>How far behind its event the newest change was stored, and when; null before the first.</summary>
    public (TimeSpan Behind, DateTimeOffset At)? Newest { get; private set; }

    /// <param name="behind">From what happened until it was stored; null when what was told is not new.</param>
    public void Tell(TimeSpan? behind, DateTimeOffset at)
    {
        if (behind is { } age) Newest = (age < TimeSpan.Zero ? TimeSpan.Zero : age, at);
        Tell();
    }

    /// <summary>How often this instance has stored something.</summary>
    public long Told => Interlocked.Read(ref told);

    /// <summary>This instance has stored something.</summary>
    public void Tell()
    {
        Interlocked.Increment(ref told);
        Hear();
    }

    /// <summary>Somebody has stored something.</summary>
    public void Hear() => Interlocked.Exchange(ref next, New()).TrySetResult();

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
