using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using Insurance = ClinicNetwork.Contracts.Insurance.V1;
using Scheduling = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Referrals;

/// <summary>The referral service, composed.</summary>
public static class ReferralService
{
    /// <summary>message → document → decide, and what else a referral is decided by.</summary>
    public static Rulebook<Referral, ReferralFact> Rules { get; } = new(Referral.Collection, ReferralPublisher.Publish, ReferralDecider.Decide,
        Rulebook<Referral, ReferralFact>.On<Insurance.CoverageDetermined>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Insurance.AuthorizationPended>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Insurance.UnitsReserved>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Insurance.UnitsRefused>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Insurance.UnitsReleased>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Scheduling.SeriesHeld>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Scheduling.NoSlotsFound>(m => m.ReferralId, ReferralDecider.Decide),
        Rulebook<Referral, ReferralFact>.On<Scheduling.SeriesBooked>(m => m.ReferralId, ReferralDecider.Decide))
    {
        Snapshot = referral => referral.Stage is Unsent ? [] : [new StatusShown(referral.Since)],
    };

    /// <summary>What decides, stores and tells: everything but the bus, HTTP and its clients (<see cref="ISeriesOutcomes"/>).</summary>
    public static IServiceCollection AddReferral(this IServiceCollection services)
    {
        // Before any type is looked at: what is looked at first would keep other names.
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(Stage));
        services.AddAggregate<Referral, ReferralFact, ReferralSweep>(Rules,
            // The worklist, every list and number (ReferralKeys), and who may be the same person.
            Worklist.Index, Worklist.PromisedIndex, Worklist.HospitalsIndex, new BsonDocument("state.keys", 1), ReferralView.Lookalike);
        services.AddHandler<Scheduling.VisitCompleted, Outcomes>();
        services.AddHandler<Scheduling.VisitMissed, Outcomes>();
        services.AddHandler<Scheduling.SeriesCompleted, Outcomes>();
        services.AddHandler<Scheduling.SeriesReleased, Outcomes>();
        services.AddSingleton<Reports>();
        services.AddPolicies<Partner>(Partner.Collection);
        services.AddPolicies<ScreeningRules>(ScreeningRules.Collection);
        services.AddPolicies<ReferralRules>(ReferralRules.Collection);
        services.AddSingleton<PartnerRegistry>();
        services.AddSingleton<ReferralLists>();
        services.AddSingleton<RelatedReferrals>();
        services.AddSingleton<MessageAnswers>();
        services.AddSingleton<Files>();
        services.AddNotices();
        return services;
    }

    /// <summary>The whole service, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "referral");
        builder.Services.AddReferral();
        builder.Services.AddSingleton<OlderReferrals>();
        builder.Services.AddSingleton<RefusedOrders>();
        builder.Services.AddSingleton<IIndexed>(p => p.GetRequiredService<RefusedOrders>());
        builder.Services.AddHostedService(p => p.GetRequiredService<OlderReferrals>());
        builder.Services.AddPolicyCheck(Partner.Collection);
        builder.Services.AddPolicyCheck(ScreeningRules.Collection);
        builder.AddClaimCheck<SchedulingClient>("referral", "scheduling");
        builder.AddChainZones("referral");
        builder.Services.AddSingleton<OrderCorrections>();
        builder.AddReceivers();
        builder.Services.AddTransient<ISeriesOutcomes>(p => p.GetRequiredService<SchedulingClient>());

        var app = builder.Build();
        app.UseClinic();
        app.MapIntake();
        app.MapServiceRequests();
        app.MapTasks();
        app.MapReports();
        app.MapDocumentReferences();
        app.MapSubscriptions();
        app.MapSubscriptionOperations();
        app.MapFhirOffer();
        app.MapApiOffer();
        app.MapHospitalsPage();
        app.MapWorklist();
        app.MapDeskCommands();
        app.MapTransfers();
        app.MapActions();
        app.MapConversation();
        app.MapContacts();
        app.MapNotes();
        app.MapFind();
        app.MapReceipts();
        app.MapCorrections();
        app.MapContinuation();
        app.MapCommunications();
        app.MapClaimChecks();
        app.MapRegistry();
        app.MapReferralRules();
        app.MapRefusedOrders();
        app.MapSubscriptionsApi();
        app.MapTold();
        app.MapWaitingRoom("referral");
        app.MapSnapshots<Referral, ReferralFact>("referral");
        return app;
    }
}
