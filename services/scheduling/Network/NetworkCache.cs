using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Network;

/// <summary>Keeps the policy data in memory: read again after each change here, and every 15 seconds for changes made through another instance.</summary>
public sealed class NetworkCache(IMongoDatabase database, TimeProvider clock)
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);
    (NetworkView View, DateTimeOffset At)? cached;

    public PolicyCollection<Chain> Chains { get; } = new(database, "chains", clock);
    public PolicyCollection<Location> Locations { get; } = new(database, "locations", clock);
    public PolicyCollection<Therapist> Therapists { get; } = new(database, "therapists", clock);

    public async Task<NetworkView> Current(CancellationToken ct) =>
        cached is { } c && clock.GetUtcNow() - c.At < MaxAge ? c.View : await Reload(ct);

    public async Task<NetworkView> Reload(CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        var view = new NetworkView(await Chains.All(ct), await Locations.All(ct), await Therapists.All(ct));
        cached = (view, at);
        return view;
    }
}
