namespace ClinicNetwork.Referrals;

/// <summary>When a report is written while the treatment goes on; which of them is each chain's to say. The last one is always written. In the order in which they are reached.</summary>
public enum ReportPoint
{
    /// <summary>The first visit took place.</summary>
    FirstVisit,
    /// <summary>Half of the visits, rounded up, took place.</summary>
    Half,
}

/// <summary>A report that was written while the treatment went on. Its words are kept under <see cref="Words.InterimReport"/>.</summary>
public sealed record InterimReport(int Number, ReportPoint Point, DateTimeOffset At);

/// <summary>An interim report that is written as soon as scheduling tells what came of the visits.</summary>
public sealed record AwaitedReport(ReportPoint Point, Asking Asking);

/// <summary>A point is reached: a report is to be written.</summary>
public sealed record InterimReportDue(ReportPoint Point, DateTimeOffset At) : ReferralFact(At);

/// <summary>It is written and lies with the words.</summary>
public sealed record InterimReportIssued(int Number, ReportPoint Point, DateTimeOffset At) : ReferralFact(At);

/// <summary>Scheduling did not tell yet: it is asked once more.</summary>
public sealed record InterimReportDelayed(DateTimeOffset At) : ReferralFact(At);

public static class ReportPoints
{
    /// <summary>The code in a chain's rules.</summary>
    public static string Code(this ReportPoint point) => point == ReportPoint.FirstVisit ? "first-visit" : "half";

    /// <summary>The point with this code; null when there is none.</summary>
    public static ReportPoint? Find(string code) => Enum.GetValues<ReportPoint>().Cast<ReportPoint?>().FirstOrDefault(p => p!.Value.Code() == code);

    /// <summary>The furthest point that was promised and is reached, and that no report has told of; null while there is none, and when nothing lies ahead: the last report says it all.</summary>
    public static ReportPoint? Reached(this Referral r)
    {
        if (r.VisitsAhead == 0 || r.CancellationRequested || r.BusinessStatus.IsTerminal() || r.Stage is Reporting) return null;
        var took = r.Visits.Count(v => v.Outcome == VisitOutcome.Completed);
        var told = r.Awaited?.Point ?? (r.InterimReports.Count > 0 ? r.InterimReports[^1].Point : null);
        return (r.Promises?.InterimReports ?? []).Where(p => !(p <= told) && took >= (p == ReportPoint.Half ? (r.VisitsInAll + 1) / 2 : 1)).Cast<ReportPoint?>().Max();
    }
}
