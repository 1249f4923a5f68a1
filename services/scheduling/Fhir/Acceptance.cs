using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>Whether a location takes referrals now.</summary>
/// <param name="WaitDays">Days to the first visit of a usual series; null when nothing is free, or it does not accept.</param>
/// <param name="Text">The same in words.</param>
/// <param name="At">When it was found out.</param>
public sealed record Accepts(bool IsOpen, int? WaitDays, string Text, DateTimeOffset At);

/// <summary>
/// What a hospital wants to know before it refers: which locations accept, and how long one waits. Found by the very search that places series, once in five
/// minutes for a chain however many ask; a promise to nobody.
/// </summary>
public sealed class Acceptance(PlaceFinder finder, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    readonly ConcurrentDictionary<string, Recent<IReadOnlyDictionary<string, Accepts>>> chains = new();

    /// <summary>By the locations' ids.</summary>
    public Task<IReadOnlyDictionary<string, Accepts>> Of(string chain) => chains.GetOrAdd(chain, _ => new(clock, Fresh)).Get(() => Ask(chain));

    async Task<IReadOnlyDictionary<string, Accepts>> Ask(string chain)
    {
        var usual = new Order { Chain = chain, Visits = 6, Techniques = [], Cadence = new() { Frequency = 2, Period = 1, Unit = "wk" }, Priority = "routine" };
        // Nobody's: the key of a patient is a hash.
        var (list, now) = (await finder.AtEach(chain, "", usual, null, CancellationToken.None), clock.GetUtcNow());
        return list.Locations.Select(l => (l.Location, Accepts: new Accepts(true, l.WaitDays, $"Six visits, two a week, could begin in {l.WaitDays} days.", now)))
            .Concat(list.Cannot.Select(l => (l.Location, Accepts: new Accepts(l.Reason == NoSlotsReason.NoRoomOrTime.Code(), null, l.Text, now)))).ToDictionary(l => l.Location, l => l.Accepts);
    }
}
