using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Insurance;

/// <summary>The service's aggregates, handlers and policy data.</summary>
public static class InsuranceSetup
{
    internal const string PayerRules = "payer-rules";

    /// <summary>
    /// What decides, stores and tells: everything but the bus, HTTP and its clients. The host adds the claim check
    /// (<see cref="IReferralDetails"/>) and the chains' days (<see cref="IClinicDays"/>).
    /// </summary>
    public static void AddInsurance(this IServiceCollection services)
    {
        services.AddAggregate<CoverageCase, CoverageCaseFact, DueCases>(CoverageCase.Rules, CoveragesApi.Indexes);
        services.AddAggregate(Benefit.Rules);
        services.AddPolicies<PayerRule>(PayerRules);
        services.AddSingleton<Settlement>();
        services.AddHandler<CoverageRequested, CoverReferral>();
        services.AddHandler<UnitsRequested, UnitsOfReferral>();
        services.AddHandler<UnitsReleaseRequested, UnitsOfReferral>();
        services.AddHandler<VisitCompleted, UnitsOfReferral>();
        services.AddHandler<VisitMissed, UnitsOfReferral>();
    }
}
