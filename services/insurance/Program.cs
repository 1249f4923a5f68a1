using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.Insurance.Simulator;
using ClinicNetwork.Insurance.Units;

var builder = ClinicHost.CreateBuilder(args, "insurance",
    new Queue("insurance", typeof(CoverageRequestedConsumer), typeof(AuthorizationAnsweredConsumer), typeof(UnitsConsumer)),
    new Queue("payer-simulator", typeof(PayerSimulator)));
builder.AddClaimCheck<ReferralClient>("insurance", "referral");
builder.Services.AddInsurance();

var app = builder.Build();
app.UseClinic();
app.MapCoverages();
app.MapBenefits();
app.MapPayerRules();
app.Run();
