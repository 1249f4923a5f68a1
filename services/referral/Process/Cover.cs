using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Referrals;

/// <summary>Every decision about a referral: <c>Decide(state, command)</c>, one file a part of the process.</summary>
public static partial class ReferralDecider
{
    /// <summary>Covered visits are placed; an uncovered referral needs the patient's yes to the estimate (S5); doubt goes to a person.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.CoverageDetermined> command)
    {
        if (referral.Stage is not Covering) return Decision<ReferralFact>.None;
        var (said, at) = (command.What, command.At);
        var answer = new CoverageAnswer(Reasons.CoverageOf(said.Outcome), said.CoveredVisits, said.ReasonCode, said.Reason,
            said.PatientShare, said.SelfPayPrice, said.CoveredUntil, said.Rule);
        return answer.Outcome switch
        {
            CoverageOutcome.Covered or CoverageOutcome.Partial when answer.CoveredVisits is >= 1 and <= 60 =>
                new Story(referral).Add(new CoverageDetermined(answer, at)).PlaceOrReport(at).Decision,
            CoverageOutcome.SelfPay => new EstimateOffered(answer, EstimateText(referral, answer), at),
            _ => new ReviewRequired(answer.Reason, answer, at),
        };
    }

    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.AuthorizationPended> command) =>
        referral.Stage is Covering { Hold: null or { Reason: Reason.NoAnswer } }
            ? new AuthorizationPended(command.What.Reason, command.At)
            : Decision<ReferralFact>.None;

    static string EstimateText(Referral referral, CoverageAnswer answer)
    {
        var visits = referral.Prescription.Visits - referral.Visits.Count;
        return FormattableString.Invariant(
            $"{answer.Reason} The estimate: {visits} visits at {answer.SelfPayPrice:0.00} USD, {visits * answer.SelfPayPrice:0.00} USD in all; the visits are booked once the patient accepts it.");
    }
}
