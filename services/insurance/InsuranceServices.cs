using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.Insurance.Simulator;
using ClinicNetwork.Insurance.Units;

namespace ClinicNetwork.Insurance;

/// <summary>The service's own parts: its documents and what works on them.</summary>
public static class InsuranceServices
{
    public const string PayerRulesCollection = "payer-rules";

    public static void AddInsurance(this IServiceCollection services)
    {
        // Before the authorisations' own timers: see UnsettledUnits.
        services.AddSingleton<ISweepable, UnsettledUnits>();
        services.AddDocuments<Authorization, AuthorizationFact>("authorizations", AuthorizationPublisher.Publish, AuthorizationDecider.Timer);
        services.AddDocuments<Benefit, BenefitFact>("benefits", (_, _, _) => [], (_, _) => Decision<BenefitFact>.None);
        services.AddDocuments<SimulatedRequest, SimulatedFact>("payer-simulator", SimulatedRequest.Publish, SimulatedRequest.Timer);
        services.AddDocuments<RuleDocument, RuleFact>(PayerRulesCollection, (_, _, _) => [], (_, _) => Decision<RuleFact>.None);
        services.AddPolicyCheck(PayerRulesCollection);
        services.AddSingleton<PayerRules>();
        services.AddSingleton<ClinicDay>();
        services.AddSingleton<Settlement>();
    }
}
