using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Referrals;

/// <summary>The report is written and shall be issued.</summary>
/// <param name="Report">A FHIR document as JSON.</param>
public sealed record IssueReport(string Report);

public static partial class ReferralDecider
{
    /// <summary>With its report the referral is complete (7.0); what it held at its neighbours is closed next.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<IssueReport> command) => referral.Stage is Reporting
        ? new Story(referral).Continue(command.At).Add(new ReportIssued(command.At)).Add(new ReferralCompleted(command.At)).Decision.With(Words.Report, command.What.Report)
        : Decision<ReferralFact>.None;

    /// <summary>Nothing is reserved for an attempt any more. Of the one under way it is not believed: its units were not asked back.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.UnitsReleased> command) =>
        referral.FindAttempt(command.What.Attempt) is { UnitsAsked: true, UnitsEnded: false } attempt && referral.CurrentAttempt != attempt.Number
            ? new UnitsReleased(attempt.Number, command.At)
            : Decision<ReferralFact>.None;
}
