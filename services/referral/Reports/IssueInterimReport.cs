namespace ClinicNetwork.Referrals;

/// <summary>The interim report is written and shall be issued.</summary>
/// <param name="Number">Which one it says that it is: 1, 2 ….</param>
/// <param name="Report">A FHIR document as JSON.</param>
public sealed record IssueInterimReport(int Number, ReportPoint Point, string Report);

public static partial class ReferralDecider
{
    /// <summary>As long as it is still waited for: the treatment may have ended meanwhile, or its next point be reached.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<IssueInterimReport> command) =>
        command.What is var report && referral.Awaited?.Point == report.Point && report.Number == referral.InterimReports.Count + 1
            ? Decision<ReferralFact>.Of(new InterimReportIssued(report.Number, report.Point, command.At)).With(Words.InterimReport(report.Number), report.Report)
            : Decision<ReferralFact>.None;

    static Story WantInterimReport(this Story story, DateTimeOffset at) => story.State.Reached() is { } point ? story.Add(new InterimReportDue(point, at)) : story;
}
