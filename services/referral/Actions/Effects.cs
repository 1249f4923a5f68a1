using ClinicNetwork.Contracts;
using Wire = ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Referrals;

/// <summary>What facts would do, in words: read off the very events that they would be told by.</summary>
static class Effects
{
    public static IReadOnlyList<string> Of(Referral before, IReadOnlyList<ReferralFact> facts, long version)
    {
        var after = facts.Aggregate(before, (referral, fact) => referral.Evolve(fact));
        var events = ReferralPublisher.Publish(after, facts, version + 1).ToList();
        var later = after.Stage is Closing && after.Attempts.Any(a => a is { UnitsAsked: true, UnitsEnded: false } && !events.OfType<Wire.UnitsReleaseRequested>().Any(e => e.Attempt == a.Number));
        return [.. events.Select(e => Words(e, before)).OfType<string>(), .. after.Stage is Moving ? [$"{Visits(after.VisitsAhead)} then looked for anew there; without room it waits, on hold as no-slots."] : Array.Empty<string>(), .. later ? ["Its units go back as soon as scheduling has told which visits took place."] : Array.Empty<string>()];
    }

    static string? Words(IEvent told, Referral before) => told switch
    {
        Wire.CoverageRequested => "Insurance is asked which visits are covered.",
        Wire.PlacementRequested e => $"{Visits(e.Visits)} looked for.",
        Wire.SeriesReleaseRequested e when e.Attempt == before.CurrentAttempt && before.Series is { } series =>
            $"{Visits(series.Visits.Count(v => before.FindVisit(e.Attempt, v.Visit) is null))} released.",
        Wire.SeriesReleaseRequested => "The search for visits ends.",
        Wire.UnitsReleaseRequested when before.Attempts.Count == 0 => "Insurance stops asking the payer.",
        Wire.UnitsReleaseRequested => "The units that insurance keeps for it go back.",
        Wire.ReferralStatusChanged e => $"The hospital reads {e.BusinessStatus}, {e.Status}{(e.StatusReason is { } reason ? $": {reason}" : "")}.",
        _ => null,
    };

    static string Visits(int count) => count == 1 ? "1 visit is" : $"{count} visits are";
}
