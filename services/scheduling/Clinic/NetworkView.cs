using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>All policy data at one moment, in memory.</summary>
/// <param name="at">When it was read: no younger change is in it.</param>
/// <param name="before">The view before: a chain of which nothing has changed keeps its part, so that a change is seen by another part.</param>
public sealed class NetworkView(
    IReadOnlyList<Versioned<Chain>> chains, IReadOnlyList<Versioned<Location>> locations, IReadOnlyList<Versioned<Therapist>> therapists,
    DateTimeOffset at = default, NetworkView? before = null)
{
    readonly Dictionary<string, ChainView> views = chains.ToDictionary(c => c.Id, c => new ChainView(c,
        [.. locations.Where(l => l.Body.Chain == c.Id).OrderBy(l => l.Id, StringComparer.Ordinal)],
        [.. therapists.Where(t => t.Body.Chain == c.Id).OrderBy(t => t.Id, StringComparer.Ordinal)]).OrSame(before?.views.GetValueOrDefault(c.Id)));

    public DateTimeOffset At => at;
    public IReadOnlyDictionary<string, Versioned<Chain>> Chains { get; } = chains.ToDictionary(c => c.Id);
    public IReadOnlyDictionary<string, Versioned<Location>> Locations { get; } = locations.ToDictionary(l => l.Id);
    public IReadOnlyDictionary<string, Versioned<Therapist>> Therapists { get; } = therapists.ToDictionary(t => t.Id);

    /// <summary>One chain's part.</summary>
    /// <exception cref="InvalidOperationException">There is no such chain.</exception>
    public ChainView Of(string chain) => views.TryGetValue(chain, out var view)
        ? view
        : throw new InvalidOperationException($"There is no chain {chain}: put it at /api/chains/{chain} first");
}

/// <summary>What a placement may use: one chain's policy, locations and therapists.</summary>
public sealed record ChainView(Versioned<Chain> Chain, IReadOnlyList<Versioned<Location>> Locations, IReadOnlyList<Versioned<Therapist>> Therapists)
{
    public Calendar Calendar { get; } = new(Chain.Body.TimeZone);

    /// <summary>The other one when it says the same, else this.</summary>
    public ChainView OrSame(ChainView? other) => other is not null && Versions.SequenceEqual(other.Versions) ? other : this;

    IEnumerable<(string, long)> Versions =>
        [(Chain.Id, Chain.Version), .. Locations.Select(l => (l.Id, l.Version)), .. Therapists.Select(t => (t.Id, t.Version))];
}
