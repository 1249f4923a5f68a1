namespace ClinicNetwork.Tests.Simulation;

/// <summary>An instance's clock: the world's, some seconds off. Its timers are entries of the world.</summary>
sealed class Clock(World world, TimeSpan off) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => world.Now + off;

    public override long GetTimestamp() => world.Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(world, callback, state, dueTime);

    sealed class Timer : ITimer
    {
        readonly World world;
        readonly TimerCallback callback;
        readonly object? state;
        int set;

        public Timer(World world, TimerCallback callback, object? state, TimeSpan due)
        {
            (this.world, this.callback, this.state) = (world, callback, state);
            Change(due, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var mine = ++set;
            if (dueTime != Timeout.InfiniteTimeSpan)
                world.In(dueTime, () =>
                {
                    if (mine == set) callback(state);
                });
            return true;
        }

        public void Dispose() => set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
