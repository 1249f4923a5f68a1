using ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>Everything that a series is decided by.</summary>
public static class SeriesRules
{
    public static Rulebook<Series, SeriesFact> Rulebook { get; } = new("series", SeriesPublisher.Publish, SeriesDecider.Decide,
        Rulebook<Series, SeriesFact>.On<BookingRequested>(m => new SeriesId(m.ReferralId, m.Attempt).ToString(), SeriesDecider.Decide),
        Rulebook<Series, SeriesFact>.On<SeriesReleaseRequested>(m => new SeriesId(m.ReferralId, m.Attempt).ToString(), SeriesDecider.Decide))
    {
        Snapshot = SeriesDecider.Snapshot,
    };
}
