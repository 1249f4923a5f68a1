using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Fhir;
using ClinicNetwork.Scheduling.Search;
using ClinicNetwork.Scheduling.Visits;
using ClinicNetwork.Scheduling.WaitingLists;

namespace ClinicNetwork.Scheduling;

/// <summary>The service, put together.</summary>
public static class SchedulingHost
{
    public static WebApplication Build(params string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "scheduling");
        builder.Services.AddScheduling();
        builder.Services.AddHostedService(p => p.GetRequiredService<LostPlaces>());
        builder.AddClaimCheck<ReferralClient>("scheduling", "referral");
        builder.Services.AddSingleton<IPlacementDetails, FromReferral>();

        var app = builder.Build();
        app.UseClinic();
        app.MapClinic();
        app.MapVisits();
        app.MapSeries();
        app.MapLocations();
        app.MapInternal();
        app.MapAppointments();
        app.MapDirectory();
        app.MapFhirOffer();
        app.MapApiOffer();
        app.MapWaitingRoom("scheduling");
        app.MapSnapshots<Series, SeriesFact>("scheduling");
        return app;
    }

    /// <summary>What decides, stores and tells: everything but the bus, HTTP and its clients.</summary>
    /// <remarks>
    /// Reached only by ports: <see cref="IDocuments{TState, TFact}"/>, <see cref="IPolicies{T}"/>, <see cref="IClaims"/>,
    /// <see cref="IWaitingQueue"/>, <see cref="IAttempts"/>; the claim check <see cref="IPlacementDetails"/> is the caller's to add.
    /// </remarks>
    public static void AddScheduling(this IServiceCollection services)
    {
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(Stage));
        services.AddAggregate<Series, SeriesFact, SeriesSweep>(SeriesRules.Rulebook, MongoSeries.Indexes);
        services.AddSingleton<MongoSeries>();
        services.AddSingleton<IWaitingQueue>(p => p.GetRequiredService<MongoSeries>());
        services.AddSingleton<IAttempts>(p => p.GetRequiredService<MongoSeries>());
        services.AddSingleton<IClaims, MongoClaims>();
        services.AddSingleton<IIndexed>(p => p.GetRequiredService<IClaims>());
        services.AddPolicies<Chain>("chains");
        services.AddPolicies<Location>("locations");
        services.AddPolicies<Therapist>("therapists");
        services.AddSingleton<CurrentNetwork>();
        services.AddSingleton<Rota>();
        services.AddSingleton<ChainBooks>();
        services.AddSingleton<OverdueClaims>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<PlaceFinder>();
        services.AddSingleton<Acceptance>();
        services.AddSingleton<Placer>();
        services.AddSingleton<WaitingLines>();
        services.AddSingleton<ILostSeries>(p => p.GetRequiredService<MongoSeries>());
        services.AddSingleton<LostPlaces>();
        services.AddHandler<PlacementRequested, PlaceSeries>();
        services.AddHandler<OrderCorrected, CorrectSeries>();
        services.AddHandler<Contracts.Scheduling.V1.SeriesReleased, FreeClaims>();
    }
}

/// <summary>Takes a fresh client for each claim check, so that its connections are renewed.</summary>
sealed class FromReferral(IServiceProvider services) : IPlacementDetails
{
    public Task<PlacementDetails> Of(string referralId, CancellationToken ct) => services.GetRequiredService<ReferralClient>().Of(referralId, ct);
}
