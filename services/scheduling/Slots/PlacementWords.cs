using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;

namespace ClinicNetwork.Scheduling.Slots;

/// <summary>Puts a search's outcome into words: the winner and why, and who was refused by which requirement.</summary>
sealed class PlacementWords(Order order, ChainView network, DateOnly from)
{
    public Explanation Found(IReadOnlyList<Considered> considered)
    {
        var best = considered[0];
        var runnerUp = considered.Count > 1 ? $"; the next best was {considered[1].Therapist} at {considered[1].Location}, {Difference(best, considered[1])}" : "";
        var fewer = best.Visits < order.Visits ? $" Coverage ends on {order.CoveredUntil:yyyy-MM-dd}, so {order.Visits - best.Visits} of {order.Visits} visits are left out." : "";
        return Explain($"{best.Therapist} at {best.Location} can start first, on {best.First:yyyy-MM-dd}, and end on {best.Last:yyyy-MM-dd}{runnerUp}.{fewer}", considered, best.Last);
    }

    public FitsNowhere Nowhere(int candidates, bool patientOverlap)
    {
        var certified = network.Therapists.Count(t => Credential.Check(t.Body, from, from).Count == 0);
        var (reason, text) = (certified, candidates, patientOverlap) switch
        {
            (0, _, _) => ("no-certified-therapist", $"None of the chain's {network.Therapists.Count} therapists holds a valid medical-massage credential."),
            (_, 0, _) => ("no-technique", $"None of the {certified} certified therapists holds {string.Join(" and ", order.Techniques)} and has shifts."),
            (_, _, true) => ("patient-overlap", "The times that are free overlap visits of the same patient in another series."),
            _ => ("no-room-or-time", $"Neither of {candidates} suitable therapist and location pairs has {order.Visits} free times at {order.Cadence.Frequency} in {order.Cadence.Period} {order.Cadence.Unit}{(order.CoveredUntil is { } until ? $" until {until:yyyy-MM-dd}" : "")}."),
        };
        return new(reason, text, Explain(text, [], from));
    }

    Explanation Explain(string text, IReadOnlyList<Considered> considered, DateOnly through) => new()
    {
        Text = text,
        Considered = considered,
        Policy = [$"chain {network.Chain.Id} v{network.Chain.Version}",
            .. considered.Take(1).SelectMany(c => new[]
            {
                $"location {c.Location} v{network.Locations.First(l => l.Id == c.Location).Version}",
                $"therapist {c.Therapist} v{network.Therapists.First(t => t.Id == c.Therapist).Version}",
            })],
        Refused = [.. network.Therapists.Select(t => new Refused { Therapist = t.Id, Requirements = Requirements(t.Body, through) })
            .Where(r => r.Requirements.Count > 0).Take(Explanation.MostRefused)],
    };

    List<string> Requirements(Therapist therapist, DateOnly through) =>
    [
        .. Credential.Check(therapist, from, through).Select(f => $"{f.Code}: {f.Text}"),
        .. order.Techniques.Except(therapist.Techniques).Select(t => $"technique: does not hold {t}"),
    ];

    static string Difference(Considered best, Considered next) =>
        next.Visits < best.Visits ? $"with {next.Visits} visits only"
        : next.Last > best.Last ? $"ending later, on {next.Last:yyyy-MM-dd}"
        : next.Km > best.Km ? $"{next.Km} km away instead of {best.Km} km"
        : "equal, and later by name";
}
