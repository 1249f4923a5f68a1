using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.WaitingLists;

/// <summary>A place at which no visit may lie from some day on.</summary>
/// <param name="Location">All of it; null: wherever the therapist works.</param>
/// <param name="Therapist">Only theirs; null: everybody's.</param>
public sealed record LostPlace(string Chain, string? Location, string? Therapist, DateOnly From, ReleaseReason Why)
{
    /// <summary>Locations that close for good, and therapists whose licence or credential ends or is not there any more.</summary>
    public static IEnumerable<LostPlace> Of(ChainView chain, DateOnly today) =>
    [
        .. from location in chain.Locations
           where location.Body.ClosesOn is not null
           select new LostPlace(chain.Chain.Id, location.Id, null, location.Body.ClosesOn!.Value, ReleaseReason.LocationClosed),
        .. from therapist in chain.Therapists
           let lapsed = Credential.Check(therapist.Body, today, today).Count > 0
           let last = Credential.ValidThrough(therapist.Body)
           where lapsed || last < today.AddDays(7 * chain.Chain.Body.HorizonWeeks)
           select new LostPlace(chain.Chain.Id, null, therapist.Id, lapsed ? today : last.AddDays(1), ReleaseReason.CredentialLapsed),
    ];
}

/// <summary>Finds booked series whose place is none any more: the port beside <see cref="IDocuments{TState, TFact}"/>.</summary>
public interface ILostSeries
{
    /// <summary>Ids of some held or booked series with a visit there, on that day or later.</summary>
    Task<IReadOnlyList<string>> At(LostPlace place, int limit, CancellationToken ct);
}

/// <summary>
/// Gives back what is booked at places that are lost, so that it is placed anew by itself. Every instance looks once a minute: a change of the rules, or of
/// the day, is noticed without anybody having to tell it, also by an instance that was away.
/// </summary>
public sealed class LostPlaces(ILostSeries found, DocumentStore<Series, SeriesFact> store, CurrentNetwork network, TimeProvider clock, ILogger<LostPlaces> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    const int AtOnce = 100;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        do
            try
            {
                await Look(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("Lost places could not be looked for and are looked for again: {Kind} {Reason}", e.GetType().Name, e.Message);
            }
        while (await tick.WaitForNextTickAsync(stopping));
    }

    /// <summary>One look at all chains.</summary>
    public async Task Look(CancellationToken ct)
    {
        var view = await network.Current(ct);
        foreach (var chain in view.Chains.Keys.Select(view.Of))
            foreach (var place in LostPlace.Of(chain, chain.Calendar.Today(clock.GetUtcNow())))
                await GiveBack(place, ct);
    }

    async Task GiveBack(LostPlace place, CancellationToken ct)
    {
        var seen = new HashSet<string>();
        // What stays where it is was taken or treated meanwhile: it is not looked at twice.
        while ((await found.At(place, AtOnce, ct)).Where(seen.Add).ToList() is { Count: > 0 } ids)
            foreach (var id in ids)
                await store.Handle(id, Cause.Own(Actor.Timer), new Displace(place.From, place.Why), SeriesDecider.Decide, ct);
    }
}
