using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Referral;

/// <summary>What a referral's facts mean to the other services. Pure; ids and codes only.</summary>
public static class ReferralPublisher
{
    public static IEnumerable<IEvent> Publish(Referral referral, IReadOnlyList<ReferralFact> facts, long version)
    {
        foreach (var fact in facts)
            foreach (var message in Ask(referral.ReferralId, referral, fact, version))
                yield return message;
        if (facts.Any(f => ChangesStatus(referral, f))) yield return Status(referral.ReferralId, referral, version);
    }

    static IEnumerable<IEvent> Ask(string id, Referral r, ReferralFact fact, long version)
    {
        switch (fact)
        {
            case ReferralAccepted: yield return Coverage(id, r, version); break;
            case PlacementStarted: yield return Placement(id, r, version); break;
            case SeriesOffered when r.SelfPay: yield return Book(id, r, version); break;
            case SeriesOffered: yield return Units(id, r, version); break;
            case UnitsGranted: yield return Book(id, r, version); break;
            case UnitsDenied f: yield return Release(id, f.Attempt, "units-refused", version); break;
            case SeriesLost f when !r.SelfPay: yield return ReleaseUnits(id, f.Attempt, "series-released", version); break;
            case ReferralCancelled or ReferralRejected when r.Attempt > 0:
                yield return Release(id, r.Attempt, "cancelled", version);
                if (!r.SelfPay) yield return ReleaseUnits(id, r.Attempt, "cancelled", version);
                break;
            case AnswerDeclined f:
                yield return Release(id, f.Attempt, f.Reason, version);
                if (!r.SelfPay) yield return ReleaseUnits(id, f.Attempt, f.Reason, version);
                break;
            case AskedAgain:
                if (r.Stage is Covering) yield return Coverage(id, r, version);
                if (r.Stage is Placing) yield return Placement(id, r, version);
                if (r.Stage is Reserving) yield return Units(id, r, version);
                if (r.Stage is Booking) yield return Book(id, r, version);
                break;
        }
    }

    static CoverageRequested Coverage(string id, Referral r, long version) =>
        new() { ReferralId = id, Version = version, Chain = r.Chain, Visits = r.VisitsPrescribed, Priority = r.Priority };

    static PlacementRequested Placement(string id, Referral r, long version) => new()
    {
        ReferralId = id, Version = version, Attempt = r.Attempt, Chain = r.Chain, Visits = r.VisitsToPlace, Techniques = r.Techniques,
        Frequency = r.Cadence.Frequency, Period = r.Cadence.Period, PeriodUnit = r.Cadence.PeriodUnit, Priority = r.Priority,
        CoveredUntil = r.SelfPay ? null : r.Coverage?.CoveredUntil,
    };

    static UnitsRequested Units(string id, Referral r, long version) => new()
    {
        ReferralId = id, Version = version, Attempt = r.Attempt, Chain = r.Chain,
        Visits = [.. r.Series!.Visits.Select(v => new PlannedVisit { Visit = v.Visit, Date = v.Date })],
    };

    static BookingRequested Book(string id, Referral r, long version) => new() { ReferralId = id, Version = version, Attempt = r.Attempt };

    static SeriesReleaseRequested Release(string id, int attempt, string reason, long version) =>
        new() { ReferralId = id, Version = version, Attempt = attempt, Reason = reason };

    static UnitsReleaseRequested ReleaseUnits(string id, int attempt, string reason, long version) =>
        new() { ReferralId = id, Version = version, Attempt = attempt, Reason = reason };

    static ReferralStatusChanged Status(string id, Referral r, long version) => new()
    {
        ReferralId = id, Version = version, Chain = r.Chain, Partner = r.Partner, Status = r.TaskStatus, BusinessStatus = r.BusinessStatus.Code(),
        StatusReason = (r.Closed ?? r.Hold)?.Reason, Priority = r.Priority, LocationId = r.Series?.LocationId, TherapistId = r.Series?.TherapistId,
        Visits = r.Stage is Treating or Ended ? r.Series?.Visits.Count ?? 0 : 0, ReceivedAt = r.ReceivedAt, At = r.Since,
    };

    /// <summary>Steps between two services leave the status as it was; operators hear of the others.</summary>
    static bool ChangesStatus(Referral referral, ReferralFact fact) => fact switch
    {
        AnswerDeclined or UnitsGranted or PlacementStarted or ReportIssued => false,
        AskedAgain => referral.Hold is not null,
        _ => true,
    };
}
