using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>The clinic's rules in force, at most <see cref="Policies{T}.MaxAge"/> old, as one view that is never half of one change.</summary>
public sealed class CurrentNetwork(Policies<Chain> chains, Policies<Location> locations, Policies<Therapist> therapists)
{
    /// <summary>
    /// A placement commits only under a view that was read less than this ago; an older one makes it search again. Longer than
    /// a view is used plus a placement's time, shorter than the pause between the two steps of a move (<see cref="Rota"/>).
    /// </summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    volatile Known? last;

    sealed record Known(PolicyView<Chain> Chains, PolicyView<Location> Locations, PolicyView<Therapist> Therapists, NetworkView View);

    public async ValueTask<NetworkView> Current(CancellationToken ct)
    {
        var (c, l, t) = (await chains.Current(ct), await locations.Current(ct), await therapists.Current(ct));
        var known = last;
        if (known is not null && known.Chains == c && known.Locations == l && known.Therapists == t) return known.View;
        var view = new NetworkView([.. c.ById.Values], [.. l.ById.Values], [.. t.ById.Values], Oldest(c.At, l.At, t.At), known?.View);
        last = new(c, l, t, view);
        return view;
    }

    static DateTimeOffset Oldest(params ReadOnlySpan<DateTimeOffset> times)
    {
        var oldest = times[0];
        foreach (var time in times) if (time < oldest) oldest = time;
        return oldest;
    }
}
