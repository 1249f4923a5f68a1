using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>What speaks against a place that a coordinator has in mind; nothing when it can be taken.</summary>
public sealed record PlaceAnswer(IReadOnlyList<PlaceProblem> Problems);

/// <param name="Field">location or therapist.</param>
/// <param name="Code">A stable code, e.g. <c>closed</c>.</param>
/// <param name="Overridable">True when a coordinator may take the place all the same, with a reason.</param>
public sealed record PlaceProblem(string Field, string Code, string Text, bool Overridable);

static class PlaceCheck
{
    /// <summary>Why the therapist whom the order names can never treat at the location that it names; null when they can, or none is named.</summary>
    public static PlaceProblem? Never(Order order, ChainView network, DateOnly today)
    {
        if (network.Locations.FirstOrDefault(l => l.Id == order.Location) is not { } location)
            return Location("unknown-location", $"The chain has no location {order.Location}.");
        if (order.Therapist is not { } id) return null;
        if (network.Therapists.FirstOrDefault(t => t.Id == id) is not { } therapist) return Therapist("unknown-therapist", $"The chain has no therapist {id}.");
        var name = therapist.Body.Name;
        if (!Candidate.WorksAt(therapist, location)) return Therapist("not-there", $"{name} has no shifts at {location.Body.Name}.");
        var failed = Credential.Check(therapist.Body, today, today);
        if (failed.Count > 0) return Therapist(NoSlotsReason.NoCertifiedTherapist.Code(), $"{name} may not treat a referral: {string.Join("; ", failed.Select(f => f.Text))}.");
        var lacking = order.Techniques.Except(therapist.Body.Techniques).ToList();
        return lacking.Count == 0 ? null : Therapist(NoSlotsReason.NoTechnique.Code(), $"{name} does not hold {string.Join(" and ", lacking)}.");
    }

    /// <summary>What a search there has found out.</summary>
    /// <param name="list">Of an order that names the location.</param>
    public static IEnumerable<PlaceProblem> Problems(Shortlist list, string location)
    {
        if (list.Locations.FirstOrDefault(l => l.Location == location) is { } place)
        {
            if (place.Unmet.Count > 0) yield return new("location", "preferences-not-met", $"It does not meet what the patient prefers: {string.Join("; ", place.Unmet)}.", true);
        }
        else if (list.Cannot.FirstOrDefault(l => l.Location == location) is { } cannot)
            yield return new("location", cannot.Reason, cannot.Text, cannot.Reason == NoSlotsReason.NoRoomOrTime.Code());
    }

    static PlaceProblem Location(string code, string text) => new("location", code, text, false);

    static PlaceProblem Therapist(string code, string text) => new("therapist", code, text, false);
}
