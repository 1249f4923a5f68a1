using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What a series' facts mean to the other services.</summary>
public static class SeriesPublisher
{
    public static IEnumerable<IEvent> Publish(Series series, IReadOnlyList<SeriesFact> facts, long version) =>
        facts.Select(fact => Event(series, fact, version)).OfType<IEvent>();

    static IEvent? Event(Series series, SeriesFact fact, long version) => fact switch
    {
        SlotsMissing f => new NoSlotsFound
        {
            ReferralId = series.ReferralId,
            Version = version,
            Attempt = series.Attempt,
            Reason = f.Reason,
            Explanation = f.Text,
        },
        HoldTaken f => new SeriesHeld
        {
            ReferralId = series.ReferralId,
            Version = version,
            Attempt = series.Attempt,
            LocationId = f.Plan.LocationId,
            TherapistId = f.Plan.TherapistId,
            Expires = f.Expires,
            Visits = [.. f.Plan.Visits.Select(v => new HeldVisit { Visit = v.Visit, Date = v.Date, Start = v.Start, End = v.End })],
        },
        SeriesConfirmed => new SeriesBooked { ReferralId = series.ReferralId, Version = version, Attempt = series.Attempt },
        SeriesWithdrawn f => new SeriesReleased
        {
            ReferralId = f.ReferralId,
            Version = version,
            Attempt = f.Attempt,
            Reason = f.Reason,
            Chain = f.Chain,
        },
        OutcomeRecorded { Outcome.Completed: true } f => new VisitCompleted
        {
            ReferralId = series.ReferralId,
            Version = version,
            Attempt = series.Attempt,
            Visit = f.Outcome.Visit,
            Date = series.Plan!.Visits.First(v => v.Visit == f.Outcome.Visit).Date,
            Minutes = f.Outcome.Minutes,
            Remaining = series.Remaining,
        },
        OutcomeRecorded f => new VisitMissed
        {
            ReferralId = series.ReferralId,
            Version = version,
            Attempt = series.Attempt,
            Visit = f.Outcome.Visit,
            Remaining = series.Remaining,
        },
        _ => null,
    };
}
