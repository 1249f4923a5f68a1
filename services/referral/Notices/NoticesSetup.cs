using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Registers everything that notifies partners.</summary>
public static class NoticesSetup
{
    public static Rulebook<Subscription, SubscriptionFact> Rules { get; } = new(Subscription.Collection, (_, _, _) => [], SubscriptionDecider.Decide);

    public static Rulebook<Delivery, DeliveryFact> DeliveryRules { get; } = new(Delivery.Collection, (_, _, _) => [], DeliveryDecider.Decide);

    /// <summary>All but the way to the endpoints (<see cref="IReceivers"/>).</summary>
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddAggregate<Subscription, SubscriptionFact, SubscriptionSweep>(Rules, MongoNoticeLists.ByListening, MongoNoticeLists.ByOwner, MongoNoticeLists.ByStatus);
        services.AddAggregate<Delivery, DeliveryFact, DeliverySweep>(DeliveryRules, MongoNoticeLists.ByLane, MongoNoticeLists.ByReferral);
        services.AddSingleton<INoticeLists, MongoNoticeLists>();
        services.AddSingleton<NotifiedResources>();
        services.AddSingleton<NotificationWriter>();
        services.AddSingleton<Post>();
        services.AddSingleton<Notifier>();
        foreach (var kind in NoticeTable.Events)
            services.AddSingleton(p => MessageRow.Of(kind, (message, cause, ct) => p.GetRequiredService<Notifier>().Handle(message, cause, ct)));
    }

    /// <summary>The endpoints over HTTP; this machine itself only in Development.</summary>
    public static void AddReceivers(this WebApplicationBuilder builder)
    {
        var loopback = builder.Environment.IsDevelopment();
        builder.Services.AddSingleton<IReceivers>(p => new Receivers(
            new(PublicHosts.Handler(loopback)) { Timeout = Timeout.InfiniteTimeSpan }, p.GetRequiredService<PartnerRegistry>(), p.GetRequiredService<TimeProvider>()));
    }
}
