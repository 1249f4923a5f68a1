using System.Reflection;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What all instances of a service share: its database, collection by collection.</summary>
sealed class ServiceModel
{
    readonly Dictionary<string, ModelCollection> collections = [];
    readonly Dictionary<Type, object> shelves = [];

    public Action<DateTimeOffset> Due { get; init; } = _ => { };

    /// <summary>Wraps a port of the model: a fault planted by a test, never by a switch in the product.</summary>
    public Func<Type, object, object> Wrap { get; init; } = (_, port) => port;

    public IReadOnlyDictionary<string, ModelCollection> Collections => collections;

    public ModelCollection<TState, TFact> Collection<TState, TFact>(string name) =>
        (ModelCollection<TState, TFact>)(collections.TryGetValue(name, out var known) ? known : collections[name] = new ModelCollection<TState, TFact>(name) { Due = Due });

    public PolicyShelf<T> Shelf<T>() => (PolicyShelf<T>)(shelves.TryGetValue(typeof(T), out var known) ? known : shelves[typeof(T)] = new PolicyShelf<T>());

    /// <summary>Puts the model under every storage port that the service has registered.</summary>
    public void Over(IServiceCollection services, Line line)
    {
        foreach (var port in services.Where(d => d.ServiceType.IsGenericType).Select(d => d.ServiceType).Distinct().ToList())
        {
            if (port.GetGenericTypeDefinition() == typeof(IDocuments<,>)) Replace(nameof(Documents));
            if (port.GetGenericTypeDefinition() == typeof(IPolicies<>)) Replace(nameof(Policies));

            void Replace(string made) => GetType().GetMethod(made, BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(port.GetGenericArguments()).Invoke(this, [services, line]);
        }
    }

    void Documents<TState, TFact>(IServiceCollection services, Line line) where TState : IAggregate<TState, TFact> =>
        services.Replace(ServiceDescriptor.Singleton(p => (IDocuments<TState, TFact>)Wrap(typeof(IDocuments<TState, TFact>),
            new ModelDocuments<TState, TFact>(Collection<TState, TFact>(p.GetRequiredService<Rulebook<TState, TFact>>().Collection), line))));

    void Policies<T>(IServiceCollection services, Line line) =>
        services.Replace(ServiceDescriptor.Singleton<IPolicies<T>>(new ModelPolicies<T>(typeof(T).Name, Shelf<T>(), line)));
}
