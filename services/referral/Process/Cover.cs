using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Referrals;

/// <summary>Every decision about a referral: <c>Decide(state, command)</c>, one file a part of the process.</summary>
public static partial class ReferralDecider
{
    /// <summary>Covered visits are placed; an uncovered referral needs the patient's yes to the estimate (S5); doubt goes to a person.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Wire.CoverageDetermined> command)
    {
        var (said, at) = (command.What, command.At);
        // Decided on the order as it was before its last correction: the request that it is asked by again leads to a new one.
        if (referral.Stage is not (Covering or Treating { Verifying: not null }) || said.Correction < referral.Corrections.Count) return Decision<ReferralFact>.None;
        var answer = new CoverageAnswer(Reasons.CoverageOf(said.Outcome), said.CoveredVisits, said.ReasonCode, said.Reason,
            said.PatientShare, said.SelfPayPrice, said.CoveredUntil, said.Rule);
        if (referral.Stage is Treating { Verifying: { } verifying } treating) return Verified(referral, treating, verifying, answer, at);
        return answer.Outcome switch
        {
            CoverageOutcome.Covered or CoverageOutcome.Partial when answer.CoveredVisits is >= 1 and <= 60 =>
                new Story(referral).Add(new CoverageDetermined(answer, at)).PlaceOrReport(at).Decision,
            CoverageOutcome.SelfPay => new EstimateOffered(answer, EstimateText(referral, answer), at),
            _ => new ReviewRequired(answer.Reason, answer, at),
        };
    }

    /// <summary>Booked visits that are covered stay; what is covered no more, or otherwise, is first given back.</summary>
    static Decision<ReferralFact> Verified(Referral referral, Treating treating, Verifying verifying, CoverageAnswer answer, DateTimeOffset at)
    {
        var story = new Story(referral).Add(new CoverageVerified(answer, at));
        var ahead = treating.Series.Visits.Count(v => referral.FindVisit(treating.Attempt, v.Visit) is null);
        return (answer.Outcome switch
        {
            CoverageOutcome.Covered or CoverageOutcome.Partial when answer.CoveredVisits is >= 1 and <= 60 =>
                verifying.Anew || story.State.VisitsAhead < ahead ? story.Add(new MoveBegun(treating.Attempt, at)) : story,
            CoverageOutcome.SelfPay => story.Add(new MoveBegun(treating.Attempt, at, AfterMove.Estimate, EstimateText(referral, answer))),
            _ => story.Add(new MoveBegun(treating.Attempt, at, AfterMove.Review, answer.Reason)),
        }).Decision;
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
