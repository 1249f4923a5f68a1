using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>A chain's locations as they could take what lies ahead of a referral: those that can, best first, and those that cannot.</summary>
/// <param name="Policy">The version of the chain's rules, whose weights made this order, e.g. <c>chain bay-state-therapy v3</c>.</param>
public sealed record Shortlist(string Policy, RoutingWeights Weights, IReadOnlyList<PossiblePlace> Locations, IReadOnlyList<ImpossiblePlace> Cannot);

/// <summary>A location's best series.</summary>
/// <param name="Visits">So many fit; fewer than lie ahead when the coverage ends before.</param>
/// <param name="WaitDays">Days from today to the first visit.</param>
/// <param name="Km">From the patient; null when unknown.</param>
/// <param name="LoadPercent">Of its hours of the next four weeks, so much is taken.</param>
/// <param name="Unmet">Preferences of the patient that it does not meet, each in words.</param>
/// <param name="Why">Why it stands where it stands.</param>
public sealed record PossiblePlace(
    string Location, string Name, string Therapist, string TherapistName, DateOnly First, DateOnly Last, TimeOnly Time, int Visits, int WaitDays, int? Km, int LoadPercent,
    Points Points, IReadOnlyList<string> Unmet, string Why);

/// <summary>A location that cannot take it.</summary>
/// <param name="Reason">closed, no-therapist, no-certified-therapist, no-technique or no-room-or-time.</param>
/// <param name="Text">The same in words.</param>
public sealed record ImpossiblePlace(string Location, string Name, int? Km, string Reason, string Text);

/// <summary>Puts the order of locations into words.</summary>
/// <param name="from">The first day on which a visit may lie.</param>
sealed class ShortlistWords(Order order, ChainView network, DateOnly from, DateOnly today, Ranking ranking)
{
    /// <param name="ranked">Every candidate that has a place, best first.</param>
    public Shortlist Of(IReadOnlyList<Ranked> ranked)
    {
        List<Ranked> best = [.. ranked.DistinctBy(r => r.Series.Candidate.Location.Id)];
        return new($"chain {network.Chain.Id} v{network.Chain.Version}", network.Chain.Body.Weights,
            [.. best.Select((place, i) => Possible(place, i == 0 ? null : best[i - 1]))],
            [.. network.Locations.ExceptBy(best.Select(b => b.Series.Candidate.Location.Id), l => l.Id).Select(Impossible)]);
    }

    PossiblePlace Possible(Ranked place, Ranked? before)
    {
        var (series, candidate) = (place.Series, place.Series.Candidate);
        var why = before is null ? "It comes first by the chain's rules." : $"It comes after {before.Series.Candidate.Location.Body.Name}: {Ranking.Difference(before, place)}.";
        return new(candidate.Location.Id, candidate.Location.Body.Name, candidate.Therapist.Id, candidate.Therapist.Body.Name, series.First, series.Last,
            new(series.Visits[0].Start / 60, series.Visits[0].Start % 60), series.Visits.Count, ranking.Wait(series.First), Whole(candidate.Km),
            (int)Math.Round(100 * ranking.Load(candidate.Location)), place.Points, place.Unmet, why);
    }

    ImpossiblePlace Impossible(Versioned<Location> location)
    {
        var there = network.Therapists.Where(t => Candidate.WorksAt(t, location)).ToList();
        var certified = there.Where(t => Credential.Check(t.Body, from, from).Count == 0).ToList();
        var techniques = string.Join(" and ", order.Techniques);
        var (reason, text) = location.Body switch
        {
            { ClosesOn: { } closes } when closes <= today => ("closed", $"It is closed since {closes:yyyy-MM-dd}."),
            { Hours.Count: 0 } => ("closed", "It has no opening hours."),
            _ when there.Count == 0 => ("no-therapist", "No therapist has shifts there."),
            _ when certified.Count == 0 => (NoSlotsReason.NoCertifiedTherapist.Code(), $"None of the {there.Count} therapists there holds a valid medical-massage credential."),
            _ when !certified.Exists(t => order.Techniques.All(t.Body.Techniques.Contains)) => (NoSlotsReason.NoTechnique.Code(), $"None of the {certified.Count} certified therapists there holds {techniques}."),
            { ClosesOn: { } closes } => (NoSlotsReason.NoRoomOrTime.Code(), $"No whole series is free there before it closes on {closes:yyyy-MM-dd}."),
            _ => (NoSlotsReason.NoRoomOrTime.Code(), $"No whole series of {order.Visits} visits is free there within {network.Chain.Body.HorizonWeeks} weeks{(order.CoveredUntil is { } until ? $" and until {until:yyyy-MM-dd}, when the coverage ends" : "")}."),
        };
        return new(location.Id, location.Body.Name, Whole(Candidate.Distance(order, location.Body)), reason, text);
    }

    static int? Whole(double? km) => km is { } known ? (int)Math.Round(known) : null;
}
