using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>Puts a search's outcome into words: the winner and why, and who was refused by which requirement.</summary>
sealed class PlacementWords(Order order, ChainView network, DateOnly from)
{
    public Explanation Found(IReadOnlyList<Ranked> ranked)
    {
        var (best, visits) = (ranked[0], ranked[0].Series.Visits.Count);
        var chosen = order.Location is null && order.Therapist is null ? "" : " A coordinator has chosen it.";
        var runnerUp = ranked.Count > 1 ? $"; the next best was {Name(ranked[1])}, {Ranking.Difference(best, ranked[1])}" : "";
        var fewer = visits < order.Visits ? $" Coverage ends on {order.CoveredUntil:yyyy-MM-dd}, so {order.Visits - visits} of {order.Visits} visits are left out." : "";
        var unmet = best.Unmet.Count == 0 ? "" : $" What the patient prefers is not to be had: {string.Join("; ", best.Unmet)}.";
        return Explain($"{Name(best)} comes first, from {best.Series.First:yyyy-MM-dd} to {best.Series.Last:yyyy-MM-dd}{runnerUp}.{chosen}{fewer}{unmet}",
            [.. ranked.Take(Explanation.Longest).Select(Consider)], best.Series.Last);
    }

    public FitsNowhere Nowhere(int candidates, bool patientOverlap)
    {
        var (asked, certified) = (Asked(), Asked().Count(t => Credential.Check(t.Body, from, from).Count == 0));
        var (reason, text) = (certified, candidates, patientOverlap) switch
        {
            (0, _, _) => (NoSlotsReason.NoCertifiedTherapist, $"None of the chain's {asked.Count} therapists{Where} holds a valid medical-massage credential."),
            (_, 0, _) => (NoSlotsReason.NoTechnique, $"None of the {certified} certified therapists{Where} holds {string.Join(" and ", order.Techniques)} and has shifts."),
            (_, _, true) => (NoSlotsReason.PatientOverlap, "The times that are free overlap visits of the same patient in another series."),
            _ => (NoSlotsReason.NoRoomOrTime, $"Neither of {candidates} suitable therapist and location pairs{Where} has {order.Visits} free times at {order.Cadence.Frequency} in {order.Cadence.Period} {order.Cadence.Unit}{(order.CoveredUntil is { } until ? $" until {until:yyyy-MM-dd}" : "")}."),
        };
        return new(reason, text, Explain(text, [], from));
    }

    /// <summary>Therapists that the order leaves to choose from.</summary>
    List<Hosting.Versioned<Therapist>> Asked() =>
    [
        .. network.Therapists.Where(t => (order.Therapist ?? t.Id) == t.Id
            && (order.Location is null || network.Locations.Any(l => l.Id == order.Location && Candidate.WorksAt(t, l)))),
    ];

    /// <summary>The location that the order names, as a part of a sentence.</summary>
    string Where => network.Locations.FirstOrDefault(l => l.Id == order.Location) is { } location ? $" at {location.Body.Name}" : "";

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
        Refused = [.. Asked().Select(t => new Refused { Therapist = t.Id, Requirements = Requirements(t.Body, through) })
            .Where(r => r.Requirements.Count > 0).Take(Explanation.MostRefused)],
    };

    List<string> Requirements(Therapist therapist, DateOnly through) =>
    [
        .. Credential.Check(therapist, from, through).Select(f => $"{f.Code}: {f.Text}"),
        .. order.Techniques.Except(therapist.Techniques).Select(t => $"technique: does not hold {t}"),
    ];

    static string Name(Ranked place) => $"{place.Series.Candidate.Therapist.Body.Name} at {place.Series.Candidate.Location.Body.Name}";

    static Considered Consider(Ranked place) => new()
    {
        Therapist = place.Series.Candidate.Therapist.Id,
        Location = place.Series.Candidate.Location.Id,
        First = place.Series.First,
        Last = place.Series.Last,
        Visits = place.Series.Visits.Count,
        Time = new(place.Series.Visits[0].Start / 60, place.Series.Visits[0].Start % 60),
        Km = place.Series.Candidate.Km is { } km ? (int)Math.Round(km) : null,
        Points = Math.Round(place.Points.Sum, 2),
    };
}
