namespace ClinicNetwork.Tests.Hosting;

/// <summary>A clock that runs, and that a test can move on besides; its timers are real.</summary>
sealed class MovableClock : TimeProvider
{
    long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
