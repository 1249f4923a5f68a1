using ClinicNetwork.Hosting;
using ClinicNetwork.Referral;

var builder = ClinicHost.CreateBuilder(args, "referral",
    new Queue("referral", typeof(CoverageConsumer), typeof(PlacementConsumer), typeof(UnitsConsumer), typeof(VisitConsumer)));
MongoSetup.RegisterFamily(typeof(Stage));
builder.Services.AddDocuments<Referral, ReferralFact>("referrals", ReferralPublisher.Publish, ReferralDecider.Timer,
    // The worklist, and a partner's newest Tasks.
    new("state.attention", 1), new() { { "state.partner", 1 }, { "state.receivedAt", -1 } });
builder.Services.AddSingleton<Policy>();
builder.Services.AddSingleton<Command>();
builder.Services.AddPolicyCheck(Partner.Collection);
builder.Services.AddPolicyCheck(ScreeningRules.Collection);
builder.AddClaimCheck<SchedulingClient>("referral", "scheduling");

var app = builder.Build();
app.UseClinic();
app.MapIntake();
app.MapServiceRequests();
app.MapTasks();
app.MapWorklist();
app.MapClaimChecks();
app.MapPolicy();
app.Run();
