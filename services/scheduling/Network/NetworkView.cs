namespace ClinicNetwork.Scheduling.Network;

/// <summary>All policy data at one moment, in memory.</summary>
public sealed class NetworkView(
    IReadOnlyList<Policy<Chain>> chains, IReadOnlyList<Policy<Location>> locations, IReadOnlyList<Policy<Therapist>> therapists)
{
    readonly Dictionary<string, ChainView> views = chains.ToDictionary(c => c.Id, c => new ChainView(c,
        [.. locations.Where(l => l.Body.Chain == c.Id).OrderBy(l => l.Id, StringComparer.Ordinal)],
        [.. therapists.Where(t => t.Body.Chain == c.Id).OrderBy(t => t.Id, StringComparer.Ordinal)]));

    public IReadOnlyDictionary<string, Policy<Chain>> Chains { get; } = chains.ToDictionary(c => c.Id);
    public IReadOnlyDictionary<string, Policy<Location>> Locations { get; } = locations.ToDictionary(l => l.Id);
    public IReadOnlyDictionary<string, Policy<Therapist>> Therapists { get; } = therapists.ToDictionary(t => t.Id);

    /// <summary>One chain's part.</summary>
    /// <exception cref="InvalidOperationException">There is no such chain.</exception>
    public ChainView Of(string chain) => views.TryGetValue(chain, out var view)
        ? view
        : throw new InvalidOperationException($"There is no chain {chain}: put it at /api/chains/{chain} first");
}

/// <summary>What a placement may use: one chain's policy, locations and therapists.</summary>
public sealed record ChainView(Policy<Chain> Chain, IReadOnlyList<Policy<Location>> Locations, IReadOnlyList<Policy<Therapist>> Therapists)
{
    public Calendar Calendar { get; } = new(Chain.Body.TimeZone);
}
