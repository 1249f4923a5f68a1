using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Insurance.Coverages;

namespace ClinicNetwork.Insurance.Authorizations;

/// <summary>Facts of a coverage case → events. Ids, codes and the rule's words; nothing of the patient.</summary>
public static class AuthorizationPublisher
{
    public static IEnumerable<IEvent> Publish(Authorization state, IReadOnlyList<AuthorizationFact> facts, long version) =>
        facts.Select(fact => Event(state, fact, version)).OfType<IEvent>();

    static IEvent? Event(Authorization state, AuthorizationFact fact, long version) => fact switch
    {
        Determined f => new CoverageDetermined
        {
            ReferralId = f.Referral,
            Version = version,
            Outcome = f.Determination.Outcome switch
            {
                CoverageOutcome.Covered => "covered",
                CoverageOutcome.Partial => "partial",
                CoverageOutcome.SelfPay => "self-pay",
                _ => "review",
            },
            RequestedVisits = f.Determination.RequestedVisits,
            CoveredVisits = f.Determination.CoveredVisits,
            ReasonCode = f.Determination.ReasonCode,
            Reason = f.Determination.Reason,
            PatientShare = f.Determination.PatientShare,
            SelfPayPrice = f.Determination.SelfPayPrice,
            CoveredUntil = f.Determination.CoveredUntil,
            Rule = f.Determination.Rule,
        },
        Submitted f => new AuthorizationSubmitted { ReferralId = f.Referral, Version = version, Payer = f.Need.Payer, Visits = f.Need.Visits },
        SubmittedAgain f => new AuthorizationSubmitted { ReferralId = f.Referral, Version = version, Payer = state.Prior!.Need.Payer, Visits = state.Prior.Need.Visits },
        Pended f => new AuthorizationPended { ReferralId = f.Referral, Version = version, Reason = f.Reason },
        UnitsCommitted f => new UnitsReserved { ReferralId = f.Referral, Version = version, Attempt = f.Attempt },
        UnitsDenied f => new UnitsRefused { ReferralId = f.Referral, Version = version, Attempt = f.Attempt, ReasonCode = f.Code, Reason = f.Reason },
        _ => null,
    };
}
