using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.Clinic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Scheduling.Booking.Series, ClinicNetwork.Scheduling.Booking.SeriesFact>;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>A clock that a test can move on. Whoever waits for a second or more by it waits no time at all: the clock moves on by as much.</summary>
sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.FromSeconds(1)) return base.CreateTimer(callback, state, dueTime, period);
        Advance(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

/// <summary>One instance of the service without bus and HTTP, on a real database that it may share with others.</summary>
sealed class Instance : IAsyncDisposable
{
    readonly ServiceProvider services;

    /// <param name="before">Sees each command before it goes to the database, and may make it wait.</param>
    public Instance(string mongo, string database, MovableClock clock, Action<CommandStartedEvent>? before = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(log => log.ClearProviders());
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
        collection.AddKernel();
        // The relay never runs here: these tests look at what lies in the outboxes.
        collection.AddSingleton<IEventBus, NoBus>();
        collection.AddScheduling();
        collection.AddSingleton<IPlacementDetails, Referrals>();
        services = collection.BuildServiceProvider();
    }

    public T Of<T>() where T : notnull => services.GetRequiredService<T>();

    public DocumentStore<Series, SeriesFact> Store => Of<DocumentStore<Series, SeriesFact>>();
    public IMongoCollection<Document> Documents => Of<MongoDocuments<Series, SeriesFact>>().Collection;
    public IMongoCollection<DayDocument> Days => Of<IMongoDatabase>().GetCollection<DayDocument>("days");
    public IMongoCollection<PatientDocument> Patients => Of<IMongoDatabase>().GetCollection<PatientDocument>("patients");
    public ChainBooks Books => Of<ChainBooks>();
    public CurrentNetwork Network => Of<CurrentNetwork>();

    public async Task Begin(NetworkView network)
    {
        await Of<Sweeper>().CreateIndexes(default);
        foreach (var chain in network.Chains.Values) await Of<IPolicies<Chain>>().TryPut(chain, default);
        foreach (var location in network.Locations.Values) await Of<IPolicies<Location>>().TryPut(location, default);
        foreach (var therapist in network.Therapists.Values) await Of<IPolicies<Therapist>>().TryPut(therapist, default);
    }

    public Task Handle(IEvent message, Guid? id = null) => Of<MessageTable>().Handle(message, id ?? Guid.NewGuid(), default);

    public Task Place(PlacementRequested message, Guid? id = null) => Handle(message, id);

    public Task Book(string referral, int attempt = 1) => Handle(new BookingRequested { ReferralId = referral, Version = 1, Attempt = attempt });

    public Task Release(string referral, int attempt = 1, string reason = "cancelled") =>
        Handle(new SeriesReleaseRequested { ReferralId = referral, Version = 1, Attempt = attempt, Reason = reason });

    /// <summary>What the sweeper does each second.</summary>
    public Task Sweep() => Task.WhenAll(Of<Sweeper>().Looks.Select(look => look(default)));

    public async Task<Series> Series(string referral, int attempt = 1) => (await Store.Find($"{referral}-{attempt}"))!.State;

    /// <summary>Everything told so far (no relay runs here, so every event still lies in its outbox), oldest first in each series.</summary>
    public async Task<IReadOnlyList<IEvent>> Events() =>
        [.. (await Documents.Find(FilterDefinition<Document>.Empty).SortBy(d => d.Id).ToListAsync()).SelectMany(d => d.Outbox).Select(e => e.Open().Message)];

    /// <summary>Delivers every SeriesReleased to its own consumer, as often as it is called.</summary>
    public async Task DeliverReleases()
    {
        foreach (var released in (await Events()).OfType<ClinicNetwork.Contracts.Scheduling.V1.SeriesReleased>()) await Handle(released);
    }

    /// <summary>Claims that count, by the rule: those of a series' current round while it is held, booked or completed.</summary>
    public async Task<IReadOnlyList<(DayDocument Day, Claim Claim)>> LiveClaims()
    {
        var series = (await Documents.Find(FilterDefinition<Document>.Empty).ToListAsync()).ToDictionary(d => d.Id, d => d.State);
        var days = await AllDays();
        return [.. from day in days from claim in day.Claims
            where series.TryGetValue(claim.Series, out var s) && s.Stage is Placed && s.Round == claim.Round
            select (day, claim)];
    }

    public Task<List<DayDocument>> AllDays() => Days.Find(FilterDefinition<DayDocument>.Empty).ToListAsync();

    public async Task<int> ClaimsLeft() => (await AllDays()).Sum(d => d.Claims.Count);

    public async ValueTask DisposeAsync() => await services.DisposeAsync();

    sealed class NoBus : IEventBus
    {
        public Task Publish(OutboxEntry entry, CancellationToken ct) => throw new InvalidOperationException("No relay runs here");
    }

    /// <summary>The referral service's claim check: the patient is named after the referral's part before the underscore.</summary>
    sealed class Referrals : IPlacementDetails
    {
        public Task<PlacementDetails> Of(string referralId, CancellationToken ct) => Task.FromResult(new PlacementDetails
        {
            ReferralId = referralId,
            Chain = "bay-state-therapy",
            Partner = "general-hospital",
            PatientKey = $"patient-of-{referralId.Split('_')[0]}",
            BirthDate = "1980-02-01",
            Gender = "female",
            Name = "A. Sample",
            Requests = ["Avoid the left shoulder."],
            Diagnosis = "Low back pain",
            ConditionGroup = "back-pain",
        });
    }
}
