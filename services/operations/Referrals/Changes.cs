namespace ClinicNetwork.Operations.Referrals;

/// <summary>Wakes whoever shows the projection when it has changed.</summary>
public sealed class Changes
{
    TaskCompletionSource next = New();

    /// <summary>Completes with the next change from now on.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Tell() => Interlocked.Exchange(ref next, New()).TrySetResult();

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
