using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.Insurance.Units;

namespace ClinicNetwork.Insurance;

/// <summary>The service, put together.</summary>
public static class InsuranceHost
{
    const string PayerRulesCollection = "payer-rules";

    public static WebApplication Build(params string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "insurance",
            new Queue("insurance", typeof(CoverageRequestedConsumer), typeof(AuthorizationAnsweredConsumer), typeof(UnitsConsumer)));
        builder.AddClaimCheck<ReferralClient>("insurance", "referral");
        builder.Services.AddInsurance();

        var app = builder.Build();
        app.UseClinic();
        app.MapCoverages();
        app.MapBenefits();
        app.MapPayerRules();
        return app;
    }

    /// <summary>What decides and stores: everything but the bus and HTTP.</summary>
    public static void AddInsurance(this IServiceCollection services)
    {
        // Before the authorisations' own timers: see UnsettledUnits.
        services.AddSingleton<ISweepable, UnsettledUnits>();
        services.AddDocuments<Authorization, AuthorizationFact>("authorizations", AuthorizationPublisher.Publish, AuthorizationDecider.Timer);
        services.AddDocuments<Benefit, BenefitFact>("benefits", (_, _, _) => [], (_, _) => Decision<BenefitFact>.None);
        services.AddDocuments<RuleDocument, RuleFact>(PayerRulesCollection, (_, _, _) => [], (_, _) => Decision<RuleFact>.None);
        services.AddPolicyCheck(PayerRulesCollection);
        services.AddSingleton<PayerRules>();
        services.AddSingleton<ClinicDay>();
        services.AddSingleton<Settlement>();
    }
}
