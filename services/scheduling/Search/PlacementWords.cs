using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>Puts a search's outcome into words: the winner and why, and who was refused by which requirement.</summary>
sealed class PlacementWords(Order order, ChainView network, DateOnly from)
{
    public Explanation Found(IReadOnlyList<Considered> considered)
    {
        var best = considered[0];
        var runnerUp = considered.Count > 1 ? $"; the next best was {Name(considered[1])}, {Difference(best, considered[1])}" : "";
        var fewer = best.Visits < order.Visits ? $" Coverage ends on {order.CoveredUntil:yyyy-MM-dd}, so {order.Visits - best.Visits} of {order.Visits} visits are left out." : "";
        return Explain($"{Name(best)} can start first, on {best.First:yyyy-MM-dd}, and end on {best.Last:yyyy-MM-dd}{runnerUp}.{fewer}", considered, best.Last);
    }

    public FitsNowhere Nowhere(int candidates, bool patientOverlap)
    {
        var certified = network.Therapists.Count(t => Credential.Check(t.Body, from, from).Count == 0);
        var (reason, text) = (certified, candidates, patientOverlap) switch
        {
            (0, _, _) => (NoSlotsReason.NoCertifiedTherapist, $"None of the chain's {network.Therapists.Count} therapists holds a valid medical-massage credential."),
            (_, 0, _) => (NoSlotsReason.NoTechnique, $"None of the {certified} certified therapists holds {string.Join(" and ", order.Techniques)} and has shifts."),
            (_, _, true) => (NoSlotsReason.PatientOverlap, "The times that are free overlap visits of the same patient in another series."),
            _ => (NoSlotsReason.NoRoomOrTime, $"Neither of {candidates} suitable therapist and location pairs has {order.Visits} free times at {order.Cadence.Frequency} in {order.Cadence.Period} {order.Cadence.Unit}{(order.CoveredUntil is { } until ? $" until {until:yyyy-MM-dd}" : "")}."),
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

    string Name(Considered c) =>
        $"{network.Therapists.First(t => t.Id == c.Therapist).Body.Name} at {network.Locations.First(l => l.Id == c.Location).Body.Name}";

    static string Difference(Considered best, Considered next) =>
        next.Visits < best.Visits ? $"with {next.Visits} visits only"
        : next.Last > best.Last ? $"ending later, on {next.Last:yyyy-MM-dd}"
        : next.Km > best.Km ? $"{next.Km} km away instead of {best.Km} km"
        : "equal, and later by name";
}
