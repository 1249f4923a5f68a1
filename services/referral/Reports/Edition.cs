using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>Which of a referral's reports it is. Each tells all visits so far, so a later one takes the place of those before it.</summary>
/// <param name="Number">Of an interim report; null: the last one.</param>
/// <param name="Version">1; more for the last report of a referral that was opened again.</param>
/// <param name="Replaces">Ids of the reports that it takes the place of.</param>
/// <param name="Standing">How the treatment stands, in a sentence.</param>
public sealed record Edition(int? Number, int Version, IReadOnlyList<string> Replaces, string Standing)
{
    public CompositionStatus Status => Number is not null ? CompositionStatus.Preliminary : Version > 1 ? CompositionStatus.Amended : CompositionStatus.Final;

    public string Title => Number is not null ? "Interim report of medical massage therapy" : "Outcome of medical massage therapy";

    public static Edition Interim(Referral r) =>
        new(r.InterimReports.Count + 1, 1, Earlier(r), FormattableString.Invariant($"{Took(r)} of {r.VisitsInAll} visits took place so far; the treatment goes on."));

    public static Edition Last(Referral r) => new(null, r.ReportsIssued + 1, [.. Earlier(r), .. r.ReportsIssued > 0 ? [r.ReferralId] : Array.Empty<string>()],
        r.Discharge is { } early ? $"The treatment ended before its last visit. {early.Words()}" : FormattableString.Invariant($"{Took(r)} of {r.VisitsInAll} visits took place; the treatment has ended."));

    static List<string> Earlier(Referral r) => [.. r.InterimReports.Select(report => ReportIds.Of(r.ReferralId, report.Number))];

    static int Took(Referral r) => r.Visits.Count(v => v.Outcome == VisitOutcome.Completed);
}
