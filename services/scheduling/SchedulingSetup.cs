using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;
using ClinicNetwork.Scheduling.Slots;

namespace ClinicNetwork.Scheduling;

/// <summary>What the service is made of.</summary>
public static class SchedulingSetup
{
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
