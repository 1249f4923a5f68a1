using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>
/// Puts a therapist's rota into force so that no instance ever takes an hour at one location while another still takes it
/// elsewhere. A claim excludes overlaps on one location's day only, so a move goes in two steps: first what the rota
/// before and the new one both have; then, once nothing can be placed under the rota before any more, the whole new one.
/// </summary>
public sealed class Rota(Policies<Therapist> therapists, TimeProvider clock)
{
    /// <summary>Between two instances' clocks.</summary>
    static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    /// <summary>Answers when the whole rota holds everywhere: after some seconds when hours were given.</summary>
    /// <exception cref="RefusalException">Another version is in force than the one that the change was made from.</exception>
    /// <exception cref="ConcurrencyException">Another change was faster; send it again.</exception>
    public async Task<Versioned<Therapist>> Put(string id, Therapist body, PolicyChange change, CancellationToken ct)
    {
        if (!change.OnlyChecks && await therapists.Find(id, ct) is { } known && Gives(known.Body, body))
        {
            var takes = Gives(body, known.Body);
            if (takes) change = change with { Seen = (await therapists.Put(id, body with { Shifts = Common(known.Body, body) }, change, ct)).Version };
            // Also hours that an earlier change took away a moment ago may still be used by who has not seen it.
            if (takes || clock.GetUtcNow() - known.At < CurrentNetwork.GoodFor + ClockDifference) await Task.Delay(CurrentNetwork.GoodFor, clock, ct);
        }
        return await therapists.Put(id, body, change, ct);
    }

    /// <summary>True when the new rota has an hour at a location which the one before has not.</summary>
    static bool Gives(Therapist before, Therapist now) => now.Shifts.Any(shift => !before.Shifts.Any(s => Covers(s, shift)));

    static bool Covers(Shift outer, Shift inner) =>
        (outer.Weekday, outer.Location) == (inner.Weekday, inner.Location) && outer.From <= inner.From && outer.To >= inner.To;

    /// <summary>The hours that both have.</summary>
    static IReadOnlyList<Shift> Common(Therapist before, Therapist now) =>
    [
        .. from a in before.Shifts
           from b in now.Shifts
           where (a.Weekday, a.Location) == (b.Weekday, b.Location)
           let shift = a with { From = a.From > b.From ? a.From : b.From, To = a.To < b.To ? a.To : b.To }
           where shift.From < shift.To
           select shift,
    ];
}
