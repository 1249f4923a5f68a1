using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.PayerSimulator;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Visits;
using ClinicNetwork.Scheduling.WaitingLists;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScheduledSeries = ClinicNetwork.Scheduling.Booking.Series;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Faults that a test plants by wrapping a part: the simulation must find each of them.</summary>
sealed record Planted
{
    public static Planted Nothing { get; } = new();
    /// <summary>Wraps a storage port of a service.</summary>
    public Func<string, Type, object, object> Port { get; init; } = (_, _, port) => port;
    /// <summary>Changes a service's registrations.</summary>
    public Action<string, IServiceCollection> Services { get; init; } = (_, _) => { };
    /// <summary>Makes an instance's port of claims.</summary>
    public Func<ClaimsShelf, Line, World, IClaims> Claims { get; init; } = (shelf, line, _) => new ModelClaims(shelf, line);
    /// <summary>Wraps the bus of an instance.</summary>
    public Func<IEventBus, World, IEventBus> Bus { get; init; } = (bus, _) => bus;
    /// <summary>Moves a therapist's hours.</summary>
    public Func<Instance, string, Therapist, Actor, Task> Move { get; init; } = (instance, name, body, actor) => instance.Get<Rota>().Put(name, body, new(actor), CancellationToken.None);
}

/// <summary>The whole network in one thread: four services of two instances each over the model, and what they ask each other.</summary>
sealed class Network
{
    readonly World world;
    readonly Dictionary<string, Service> services = [];
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Network(World world, Town town, Planted planted, Ground ground)
    {
        this.world = world;
        Broker = new(world, new(world, "the broker"));
        Endpoints = new(world);
        Add("referral", (collection, _) =>
        {
            collection.AddReferral();
            collection.AddSingleton<ISeriesOutcomes>(new AskScheduling(this));
            collection.AddSingleton(new IdentityOptions());
            collection.AddSingleton<IReceivers>(Endpoints);
        });
        Add("scheduling", (collection, _) =>
        {
            collection.AddScheduling();
            collection.AddSingleton<IPlacementDetails>(new AskReferral(this));
        });
        Add("insurance", (collection, instance) =>
        {
            collection.AddInsurance();
            collection.AddSingleton<IReferralDetails>(new AskReferral(this));
            collection.AddSingleton<IClinicDays>(new OneZone(instance.Clock));
        });
        Add("payer-simulator", (collection, _) =>
        {
            collection.AddPayerSimulator(town.Payers);
        });
        Broker.Deliver = letter =>
        {
            if (Routes.Owner(letter.Queue) == "operations") Project(letter);
            else services[Routes.Owner(letter.Queue)].Deliver(letter);
        };
        town.Settle(this);

        void Add(string name, Action<IServiceCollection, Instance> register) => services[name] = new(world, Broker, name, due => ground.Storage(name, planted, world, due), (collection, instance) =>
        {
            collection.AddSingleton(planted.Bus(ground.Bus(Broker, instance.Line), world));
            register(collection, instance);
            planted.Services(name, collection);
        });
    }

    public ModelBroker Broker { get; }
    /// <summary>Where the hospital is notified.</summary>
    public Endpoints Endpoints { get; }
    public World World => world;
    public IReadOnlyCollection<Service> Services => services.Values;
    /// <summary>What operators see: the newest status of each referral, by events alone.</summary>
    public Dictionary<string, ReferralStatusChanged> Projection { get; } = [];

    public Service this[string service] => services[service];

    void Project(Letter letter)
    {
        var status = (ReferralStatusChanged)letter.Message;
        if (!Projection.TryGetValue(status.ReferralId, out var known) || known.Version < status.Version) Projection[status.ReferralId] = status;
        Broker.Acknowledge(letter);
    }

    /// <summary>A neighbour that answers claim checks, or its absence.</summary>
    public Instance Ask(string service) => services[service] is { Database.Away: false, Running: { } running } ? running : throw new HttpRequestException($"{service} does not answer");

    /// <summary>As JSON over the wire, since that is how services tell each other.</summary>
    public static T Over<T>(object answer) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(answer, Json), Json)!;

    sealed class AskReferral(Network network) : IReferralDetails, IPlacementDetails
    {
        public async Task<CoverageDetail?> Find(string referralId, CancellationToken ct) =>
            await Read(referralId) is { } found ? Over<CoverageDetail>(ClaimChecks.Coverage(found)) : null;

        public async Task<PlacementDetails> Of(string referralId, CancellationToken ct) =>
            await Read(referralId) is { } found ? Over<PlacementDetails>(ClaimChecks.Placement(found)) : throw new HttpRequestException("no such referral");

        async Task<Document<Referral, ReferralFact>?> Read(string id)
        {
            await network.world.Pause(network.world.Some(TimeSpan.FromMilliseconds(50)));
            try
            {
                return await network.Ask("referral").Get<DocumentStore<Referral, ReferralFact>>().Find(id, Part.Personal);
            }
            catch (Exception e) when (e is Crash or TimeoutException)
            {
                throw new HttpRequestException("referral did not answer");
            }
        }
    }

    sealed class AskScheduling(Network network) : ISeriesOutcomes
    {
        public async Task<SeriesOutcome?> Of(string referralId, CancellationToken ct)
        {
            await network.world.Pause(network.world.Some(TimeSpan.FromMilliseconds(50)));
            try
            {
                return InternalEndpoints.Outcome(network.Ask("scheduling").Service.Storage.Attempts(referralId)) is { } outcome ? Over<SeriesOutcome>(outcome) : null;
            }
            catch (Exception e) when (e is Crash or TimeoutException)
            {
                throw new HttpRequestException("scheduling did not answer");
            }
        }
    }

    sealed class OneZone(TimeProvider clock) : IClinicDays
    {
        public DateOnly Today(string chain) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).DateTime);
    }
}
