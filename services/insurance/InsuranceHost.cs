using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Insurance;

/// <summary>The service, put together.</summary>
public static class InsuranceHost
{
    const string Name = "insurance";

    public static WebApplication Build(params string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, Name);
        builder.AddClaimCheck<ReferralDetails>(Name, "referral");
        builder.Services.AddSingleton<IReferralDetails>(p => p.GetRequiredService<ReferralDetails>());
        builder.AddChainZones(Name);
        builder.Services.AddSingleton<IClinicDays, ClinicDays>();
        builder.Services.AddInsurance();
        builder.Services.AddPolicyCheck(InsuranceSetup.PayerRules);

        var app = builder.Build();
        app.UseClinic();
        app.MapCoverages();
        app.MapBenefits();
        app.MapPayerRules();
        app.MapWaitingRoom(Name);
        app.MapApiOffer();
        app.MapSnapshots<CoverageCase, CoverageCaseFact>(Name);
        return app;
    }
}
