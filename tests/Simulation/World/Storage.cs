using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>What all instances of a service share: its documents, in the model or on the real engine. What it shows is read past all ports.</summary>
abstract class Storage
{
    /// <summary>Called with each instant at which somebody should look at a document.</summary>
    public required Action<DateTimeOffset> Due { get; init; }

    /// <summary>Puts itself under every storage port that the service has registered.</summary>
    public abstract void Over(IServiceCollection services, Line line);

    /// <summary>Puts policy data into force before anything happens.</summary>
    public abstract void Put<T>(string id, T body, DateTimeOffset at);

    /// <summary>True when a document or an outbox waits to be looked at by then.</summary>
    public abstract bool Waits(DateTimeOffset by);

    /// <summary>Names of collections, once for each document that has held events since before then.</summary>
    public abstract IEnumerable<string> Untold(DateTimeOffset since);

    /// <summary>Documents with all that belongs to them, ordered by id.</summary>
    public abstract IReadOnlyList<Document<TState, TFact>> All<TState, TFact>(string collection);

    /// <summary>Days with their claims; only scheduling has any.</summary>
    public abstract IReadOnlyList<DayDocument> Days { get; }

    /// <summary>All attempts of a referral, in order.</summary>
    public IReadOnlyList<Document<Series, SeriesFact>> Attempts(string referralId) =>
        [.. All<Series, SeriesFact>("series").Where(d => d.State.ReferralId == referralId).OrderBy(d => d.State.Attempt)];
}

/// <summary>Where a history's documents and messages lie: in the model, or on real engines.</summary>
abstract class Ground
{
    public abstract Storage Storage(string service, Planted planted, World world, Action<DateTimeOffset> due);

    /// <summary>An instance's way to the broker.</summary>
    public abstract IEventBus Bus(ModelBroker broker, Line line);
}
