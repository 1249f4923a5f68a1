namespace ClinicNetwork.Kernel;

/// <summary>How long to wait before the next try: doubled with each, up to a longest.</summary>
/// <param name="First">Before the second try.</param>
/// <param name="Longest">Never longer than this.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after so many tries, 1 or more.</summary>
    public TimeSpan After(int tries) =>
        TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Clamp(tries, 1, 60) - 1)));
}
