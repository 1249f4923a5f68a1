using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Assets;
using ClinicNetwork.Operations.Billing;
using ClinicNetwork.Operations.Bulk;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Failures;
using ClinicNetwork.Operations.Figures;
using ClinicNetwork.Operations.Find;
using ClinicNetwork.Operations.Home;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Overview;
using ClinicNetwork.Operations.Pages;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.Rules;
using ClinicNetwork.Operations.SignIn;
using ClinicNetwork.Operations.Visits;
using ClinicNetwork.Operations.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations;

/// <summary>The service as a whole, so that a test starts the same one as <c>Program</c> does.</summary>
public static class OperationsApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "operations", new BusOptions { AtOnce = StatusHandler.AtOnce });
        builder.Services.AddHandler<ReferralStatusChanged, StatusHandler>();
        builder.Services.AddSingleton<Changes>();
        builder.Services.AddHostedService<Pulse>();
        builder.Services.AddSingleton<ReferralRows>();
        builder.Services.AddSingleton<IIndexed>(p => p.GetRequiredService<ReferralRows>());
        builder.Services.AddSingleton<Tallies>();
        builder.Services.AddHostedService<TallyLoop>();
        builder.Services.AddSingleton<Books>();
        builder.Services.AddSingleton<FiguresReader>();
        builder.Services.AddSingleton<FigureReferrals>();
        builder.Services.AddSingleton<Coalescer>();
        builder.Services.AddHostedService(p => p.GetRequiredService<Coalescer>());
        builder.Services.AddSingleton<ServiceAddresses>();
        builder.Services.AddSingleton<NamesReader>();
        builder.Services.AddHostedService(p => p.GetRequiredService<NamesReader>());
        builder.Services.AddHealthChecks().AddCheck<NamesReader>("names");
        builder.Services.AddSingleton<ServicesHealth>();
        builder.Services.AddHostedService(p => p.GetRequiredService<ServicesHealth>());
        builder.Services.AddSingleton<OverviewReader>();
        builder.Services.AddSingleton<PanelRenderer>();
        builder.Services.AddSingleton<LivePanels>();
        builder.Services.AddSingleton<OnBehalf>();
        builder.Services.AddSingleton<Rooms>();
        builder.Services.AddSingleton<PolicyReader>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<BacklogReader>();
        builder.Services.AddHostedService(p => p.GetRequiredService<BacklogReader>());
        builder.Services.AddSingleton<Looks>();
        builder.Services.AddSingleton<NewsReader>();
        builder.Services.AddSingleton<IIndexed>(p => p.GetRequiredService<NewsReader>());
        builder.Services.AddWork();
        builder.Services.AddSingleton<PlaceReferrals>();
        builder.Services.AddSingleton<IIndexed>(p => p.GetRequiredService<PlaceReferrals>());
        builder.Services.AddHttpClient();
        builder.Services.AddRazorComponents();
        builder.Services.AddConsoleSession();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseClinic();
        app.UseAntiforgery();
        app.MapAssets();
        app.MapSignIn();
        app.MapOverview();
        app.MapHome();
        app.MapVisits();
        app.MapBilling();
        app.MapWork();
        app.MapBulk();
        app.MapFind();
        app.MapDesk();
        app.MapFiles();
        app.MapRefer();
        app.MapWaitingRoomPages();
        app.MapNetworkPages();
        app.MapFiguresPages();
        app.MapPolicyPages();
        app.MapWaitingRoom("operations");
        if (app.Environment.IsDevelopment()) app.MapGet("/design", () => new RazorComponentResult<DesignPage>()).AllowAnonymous();
        app.MapApiOffer();
        return app;
    }
}
