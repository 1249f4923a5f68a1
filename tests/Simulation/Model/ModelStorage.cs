using System.Reflection;
using ClinicNetwork.Hosting;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.WaitingLists;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScheduledSeries = ClinicNetwork.Scheduling.Booking.Series;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A service's database in memory, collection by collection.</summary>
sealed class ModelStorage(string service, Planted planted, World world) : Storage
{
    readonly Dictionary<string, ModelCollection> collections = [];
    readonly Dictionary<Type, object> shelves = [];
    readonly ClaimsShelf claims = new();

    public override void Over(IServiceCollection services, Line line)
    {
        foreach (var port in services.Where(d => d.ServiceType.IsGenericType).Select(d => d.ServiceType).Distinct().ToList())
        {
            if (port.GetGenericTypeDefinition() == typeof(IDocuments<,>)) Replace(nameof(Documents));
            if (port.GetGenericTypeDefinition() == typeof(IPolicies<>)) Replace(nameof(Policies));

            void Replace(string made) => GetType().GetMethod(made, BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(port.GetGenericArguments()).Invoke(this, [services, line]);
        }
        if (services.Any(d => d.ServiceType == typeof(INoticeLists)))
            services.Replace(ServiceDescriptor.Singleton<INoticeLists>(new ModelNoticeLists(Collection<Subscription, SubscriptionFact>(Subscription.Collection), Collection<Delivery, DeliveryFact>(Delivery.Collection), line)));
        if (services.All(d => d.ServiceType != typeof(IClaims))) return;
        var series = new ModelSeries(Collection<ScheduledSeries, SeriesFact>("series"), line);
        services.Replace(ServiceDescriptor.Singleton<IWaitingQueue>(series));
        services.Replace(ServiceDescriptor.Singleton<IAttempts>(series));
        services.Replace(ServiceDescriptor.Singleton<ILostSeries>(series));
        services.Replace(ServiceDescriptor.Singleton(planted.Claims(claims, line, world)));
    }

    public override void Put<T>(string id, T body, DateTimeOffset at) => Shelf<T>().Put(id, body, at);

    public override bool Waits(DateTimeOffset by) => collections.Values.Any(c => c.Waits(by));

    public override IEnumerable<string> Untold(DateTimeOffset since) => collections.SelectMany(c => Enumerable.Repeat(c.Key, c.Value.Untold(since)));

    public override IReadOnlyList<Document<TState, TFact>> All<TState, TFact>(string collection) => [.. Collection<TState, TFact>(collection).Documents.Values];

    public override IReadOnlyList<DayDocument> Days => [.. claims.Days.Values];

    ModelCollection<TState, TFact> Collection<TState, TFact>(string name) =>
        (ModelCollection<TState, TFact>)(collections.TryGetValue(name, out var known) ? known : collections[name] = new ModelCollection<TState, TFact>(name) { Due = Due });

    PolicyShelf<T> Shelf<T>() => (PolicyShelf<T>)(shelves.TryGetValue(typeof(T), out var known) ? known : shelves[typeof(T)] = new PolicyShelf<T>());

    void Documents<TState, TFact>(IServiceCollection services, Line line) where TState : IAggregate<TState, TFact> =>
        services.Replace(ServiceDescriptor.Singleton(p => (IDocuments<TState, TFact>)planted.Port(service, typeof(IDocuments<TState, TFact>),
            new ModelDocuments<TState, TFact>(Collection<TState, TFact>(p.GetRequiredService<Rulebook<TState, TFact>>().Collection), line))));

    void Policies<T>(IServiceCollection services, Line line) =>
        services.Replace(ServiceDescriptor.Singleton<IPolicies<T>>(new ModelPolicies<T>(typeof(T).Name, Shelf<T>(), line)));
}

/// <summary>All in memory.</summary>
sealed class ModelGround : Ground
{
    public override Storage Storage(string service, Planted planted, World world, Action<DateTimeOffset> due) => new ModelStorage(service, planted, world) { Due = due };

    public override IEventBus Bus(ModelBroker broker, Line line) => new ModelBus(broker, line);
}
