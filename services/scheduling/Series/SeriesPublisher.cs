using ClinicNetwork.Contracts;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What a series' facts mean to the other services.</summary>
public static class SeriesPublisher
{
    public static IEnumerable<IEvent> Publish(Series series, IReadOnlyList<SeriesFact> facts, long version) =>
        facts.Select(fact => Event(series, fact, version)).OfType<IEvent>();

    static IEvent? Event(Series series, SeriesFact fact, long version) => fact switch
    {
        NoSlotsFound f => new Wire.NoSlotsFound
        { ReferralId = series.ReferralId, Version = version, Attempt = series.Attempt, Reason = f.Reason.Code(), Explanation = f.Text },
        SeriesHeld f => new Wire.SeriesHeld
        {
            ReferralId = series.ReferralId,
            Version = version,
            Attempt = series.Attempt,
            LocationId = f.Plan.LocationId,
            TherapistId = f.Plan.TherapistId,
            Expires = f.Expires,
            Visits = [.. f.Plan.Visits.Select(v => new Wire.HeldVisit { Visit = v.Visit, Date = v.Date, Start = v.Start, End = v.End })],
        },
        SeriesBooked => new Wire.SeriesBooked { ReferralId = series.ReferralId, Version = version, Attempt = series.Attempt },
        SeriesReleased f => new Wire.SeriesReleased
        { ReferralId = f.ReferralId, Version = version, Attempt = f.Attempt, Reason = f.Reason.Code(), Chain = f.Chain, Visits = Results(series) },
        SeriesCompleted => new Wire.SeriesCompleted { ReferralId = series.ReferralId, Version = version, Attempt = series.Attempt, Visits = Results(series) },
        VisitCompleted f => new Wire.VisitCompleted
        {
            ReferralId = series.ReferralId,
            Version = version,
            Attempt = series.Attempt,
            Visit = f.Visit,
            Date = DateOf(series, f.Visit),
            Minutes = f.Minutes,
            Remaining = series.Remaining,
        },
        VisitMissed f => new Wire.VisitMissed
        { ReferralId = series.ReferralId, Version = version, Attempt = series.Attempt, Visit = f.Visit, Remaining = series.Remaining },
        _ => null,
    };

    static IReadOnlyList<Wire.VisitResult> Results(Series series) =>
        [.. series.Outcomes.Select(o => new Wire.VisitResult { Visit = o.Visit, Date = DateOf(series, o.Visit), Outcome = o.Status.Code() })];

    /// <summary>A visit that has an outcome lies in a plan.</summary>
    static DateOnly DateOf(Series series, int visit) => series.Plan?.Find(visit)?.Date ?? throw new InvalidOperationException($"{series.Key} has no visit {visit}");
}
