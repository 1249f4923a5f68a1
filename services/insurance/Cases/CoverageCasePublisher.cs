using ClinicNetwork.Contracts;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>Facts of a coverage case → events. Ids, codes and the rule's words; nothing of the patient.</summary>
public static class CoverageCasePublisher
{
    public static IEnumerable<IEvent> Publish(CoverageCase state, IReadOnlyList<CoverageCaseFact> facts, long version) =>
        facts.Select(fact => Event(state, fact, version)).OfType<IEvent>();

    static IEvent? Event(CoverageCase state, CoverageCaseFact fact, long version) => fact switch
    {
        CoverageDetermined f => Determined(f, version),
        AuthorizationSubmitted f => new Wire.AuthorizationSubmitted { ReferralId = f.Referral, Version = version, Payer = f.Need.Payer, Visits = f.Need.Visits, Correction = f.Correction },
        AuthorizationSubmittedAgain f => new Wire.AuthorizationSubmitted { ReferralId = f.Referral, Version = version, Payer = state.Prior!.Need.Payer, Visits = state.Prior.Need.Visits, Correction = state.Prior.Correction },
        AuthorizationPended f => new Wire.AuthorizationPended { ReferralId = f.Referral, Version = version, Reason = f.Reason },
        UnitsReserved f => new Wire.UnitsReserved { ReferralId = f.Referral, Version = version, Attempt = f.Attempt },
        UnitsRefused f => new Wire.UnitsRefused { ReferralId = f.Referral, Version = version, Attempt = f.Attempt, ReasonCode = f.Code.Code(), Reason = f.Reason },
        UnitsReleased f => new Wire.UnitsReleased { ReferralId = f.Referral, Version = version, Attempt = f.Attempt },
        _ => null,
    };

    static Wire.CoverageDetermined Determined(CoverageDetermined f, long version) => new()
    {
        ReferralId = f.Referral,
        Version = version,
        Outcome = f.Determination.Outcome.Code(),
        RequestedVisits = f.Determination.RequestedVisits,
        CoveredVisits = f.Determination.CoveredVisits,
        ReasonCode = f.Determination.ReasonCode.Code(),
        Reason = f.Determination.Reason,
        PatientShare = f.Determination.PatientShare,
        SelfPayPrice = f.Determination.SelfPayPrice,
        CoveredUntil = f.Determination.CoveredUntil,
        Rule = f.Determination.Rule,
        Correction = f.Correction,
    };
}
