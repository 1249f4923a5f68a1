using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Insurance;

/// <summary>The service's rulebooks, handlers and policy data.</summary>
public static class InsuranceSetup
{
    public static Rulebook<CoverageCase, CoverageCaseFact> Cases { get; } =
        new("coverage-cases", CoverageCasePublisher.Publish, AuthorizationDecider.Decide,
            Rulebook<CoverageCase, CoverageCaseFact>.On<Wire.AuthorizationAnswered>(m => m.ReferralId, AuthorizationDecider.Decide))
        {
            Snapshot = AuthorizationDecider.Snapshot,
        };

    public static Rulebook<Benefit, BenefitFact> Benefits { get; } = new("benefits", (_, _, _) => [], (_, _) => Decision<BenefitFact>.None);

    /// <summary>
    /// What decides, stores and tells: everything but the bus, HTTP and its clients. The host adds the claim check
    /// (<see cref="IReferralDetails"/>) and the chains' days (<see cref="IClinicDays"/>).
    /// </summary>
    public static void AddInsurance(this IServiceCollection services)
    {
        services.AddAggregate<CoverageCase, CoverageCaseFact, DueCases>(Cases, CoveragesApi.Indexes);
        services.AddAggregate(Benefits);
        services.AddPolicies<PayerRule>("payer-rules");
        services.AddSingleton<PayerRuleChange>();
        services.AddSingleton<Settlement>();
        services.AddHandler<CoverageRequested, CoverReferral>();
        services.AddHandler<UnitsRequested, UnitsOfReferral>();
        services.AddHandler<UnitsReleaseRequested, UnitsOfReferral>();
        services.AddHandler<VisitCompleted, UnitsOfReferral>();
        services.AddHandler<VisitMissed, UnitsOfReferral>();
    }
}
