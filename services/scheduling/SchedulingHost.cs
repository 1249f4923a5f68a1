using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Fhir;
using ClinicNetwork.Scheduling.Network;
using ClinicNetwork.Scheduling.Slots;
using ClinicNetwork.Scheduling.Visits;

namespace ClinicNetwork.Scheduling;

/// <summary>The service, put together.</summary>
public static class SchedulingHost
{
    public static WebApplication Build(params string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "scheduling",
            new Queue("scheduling", typeof(PlaceSeries), typeof(BookSeries), typeof(ReleaseSeries), typeof(FreeClaims)));
        builder.Services.AddScheduling();
        builder.AddClaimCheck<ReferralClient>("scheduling", "referral");

        var app = builder.Build();
        app.UseClinic();
        app.MapNetwork();
        app.MapVisits();
        app.MapSeries();
        app.MapAppointments();
        app.MapDirectory();
        return app;
    }

    /// <summary>What decides and stores: everything but the bus and HTTP.</summary>
    public static void AddScheduling(this IServiceCollection services)
    {
        services.AddSingleton<NetworkCache>();
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<ChainBooks>();
        services.AddSingleton<OverdueClaims>();
        services.AddSingleton<Placer>();
        services.AddSingleton<WaitingList>();
        // Before the series' own sweep, which backs off what this could not move.
        services.AddSingleton<ISweepable>(p => p.GetRequiredService<WaitingList>());
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(Stage));
        services.AddDocuments<Series, SeriesFact>("series", SeriesPublisher.Publish, SeriesDecider.Timer);
        foreach (var policy in new[] { "chains", "locations", "therapists" }) services.AddPolicyCheck(policy);
    }
}
