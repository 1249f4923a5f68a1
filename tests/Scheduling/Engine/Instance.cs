using System.Net;
using System.Net.Http.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;
using ClinicNetwork.Scheduling.Slots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>A clock that a test can move on; its timers are real.</summary>
sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}

/// <summary>One instance of the service without bus and HTTP, on a real database that it may share with others.</summary>
sealed class Instance : IAsyncDisposable
{
    readonly ServiceProvider services;

    /// <param name="before">Sees each command before it goes to the database, and may make it wait.</param>
    public Instance(string mongo, string database, MovableClock clock, Action<CommandStartedEvent>? before = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddMongo(mongo, database);
        if (before is not null)
        {
            var settings = MongoClientSettings.FromConnectionString(mongo);
            settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
            settings.RetryWrites = false;
            settings.ClusterConfigurator = cluster => cluster.Subscribe(before);
            collection.AddSingleton<IMongoClient>(new MongoClient(settings));
        }
        // Never started, so it needs no bus: these tests look at what lies in the outboxes.
        collection.AddSingleton(p => new OutboxRelay(p.GetRequiredService<IMongoDatabase>(), null!, clock, NullLogger<OutboxRelay>.Instance));
        collection.AddScheduling();
        collection.AddSingleton(new ReferralClient(new HttpClient(new Referrals()) { BaseAddress = new("http://referral") }));
        collection.AddTransient<PlaceSeries>();
        collection.AddTransient<BookSeries>();
        collection.AddTransient<ReleaseSeries>();
        collection.AddTransient<FreeClaims>();
        services = collection.BuildServiceProvider();
    }

    public DocumentStore<Series, SeriesFact> Store => services.GetRequiredService<DocumentStore<Series, SeriesFact>>();
    public ClaimStore Claims => services.GetRequiredService<ClaimStore>();
    public Placer Placer => services.GetRequiredService<Placer>();
    public ChainBooks Books => services.GetRequiredService<ChainBooks>();
    public WaitingList WaitingList => services.GetRequiredService<WaitingList>();
    public NetworkCache Network => services.GetRequiredService<NetworkCache>();

    public async Task Begin(NetworkView network)
    {
        await Claims.CreateIndexes(default);
        await WaitingList.CreateIndexes(default);
        await Store.CreateIndexes(default);
        foreach (var chain in network.Chains.Values) await Network.Chains.Put(chain.Id, chain.Body, "test", default);
        foreach (var location in network.Locations.Values) await Network.Locations.Put(location.Id, location.Body, "test", default);
        foreach (var therapist in network.Therapists.Values) await Network.Therapists.Put(therapist.Id, therapist.Body, "test", default);
        await Network.Reload(default);
    }

    public Task Place(PlacementRequested message, Guid? id = null) =>
        services.GetRequiredService<PlaceSeries>().Handle(message, new(id ?? Guid.NewGuid(), "referral"), default);

    public Task Book(string referral, int attempt = 1, Guid? id = null) => services.GetRequiredService<BookSeries>()
        .Handle(new() { ReferralId = referral, Version = 1, Attempt = attempt }, new(id ?? Guid.NewGuid(), "referral"), default);

    public Task Release(string referral, int attempt = 1, string reason = "cancelled") => services.GetRequiredService<ReleaseSeries>()
        .Handle(new() { ReferralId = referral, Version = 1, Attempt = attempt, Reason = reason }, new(Guid.NewGuid(), "referral"), default);

    public Task Free(SeriesReleased message) => services.GetRequiredService<FreeClaims>().Handle(message, default);

    /// <summary>What the sweeper does each second.</summary>
    public async Task Sweep()
    {
        await WaitingList.SweepDue(default);
        await Store.SweepDue(default);
    }

    public async Task<Series> Series(string referral, int attempt = 1) => (await Store.Find($"{referral}-{attempt}"))!.State;

    /// <summary>Everything told so far (no relay runs here, so every event still lies in its outbox), oldest first in each series.</summary>
    public async Task<IReadOnlyList<IEvent>> Events() =>
        [.. (await Store.Collection.Find(FilterDefinition<Document<Series, SeriesFact>>.Empty).SortBy(d => d.Id).ToListAsync())
            .SelectMany(d => d.Outbox).Select(e => (IEvent)e.Open().Message)];

    /// <summary>Delivers every SeriesReleased to its own consumer, as often as it is called.</summary>
    public async Task DeliverReleases()
    {
        foreach (var released in (await Events()).OfType<SeriesReleased>()) await Free(released);
    }

    /// <summary>Claims that count, by the rule: those of a series' current round while it is held, booked or completed.</summary>
    public async Task<IReadOnlyList<(DayDocument Day, Claim Claim)>> LiveClaims()
    {
        var series = (await Store.Collection.Find(FilterDefinition<Document<Series, SeriesFact>>.Empty).ToListAsync()).ToDictionary(d => d.Id, d => d.State);
        var days = await Claims.Days.Find(FilterDefinition<DayDocument>.Empty).ToListAsync();
        return [.. from day in days from claim in day.Claims
            where series.TryGetValue(claim.Series, out var s) && s.Stage is Placed && s.Round == claim.Round
            select (day, claim)];
    }

    public async ValueTask DisposeAsync() => await services.DisposeAsync();

    /// <summary>The referral service's claim check: the patient is named after the referral's part before the dot.</summary>
    sealed class Referrals : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var id = request.RequestUri!.Segments[^2].TrimEnd('/');
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = JsonContent.Create(new
                {
                    referralId = id,
                    chain = "bay-state-therapy",
                    partner = "general-hospital",
                    patientKey = $"patient-of-{id.Split('.')[0]}",
                    birthDate = "1980-02-01",
                    gender = "female",
                    name = "A. Sample",
                    requests = new[] { "Avoid the left shoulder." },
                    diagnosis = "Low back pain",
                    conditionGroup = "back-pain",
                }),
            });
        }
    }
}
