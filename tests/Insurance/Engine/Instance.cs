using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.PayerSimulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Insurance.Engine;

/// <summary>A clock that a test can move on; its timers are real.</summary>
sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}

/// <summary>The referral service's answers to claim checks.</summary>
sealed class Referrals(IReadOnlyDictionary<string, CoverageDetail> details) : IReferralDetails
{
    public Task<CoverageDetail?> Find(string referralId, CancellationToken ct) => Task.FromResult(details.GetValueOrDefault(referralId));
}

/// <summary>Never used: nothing relays here, so that tests see what lies in the outboxes.</summary>
sealed class NoBus : IEventBus
{
    public Task Publish(OutboxEntry entry, CancellationToken ct) => throw new NotSupportedException();
}

/// <summary>One instance of the service without bus and HTTP, on a real database that it may share with others.</summary>
sealed class Instance : IAsyncDisposable
{
    readonly ServiceProvider services;

    /// <param name="details">What the referral service answers to claim checks.</param>
    public Instance(string mongo, string database, MovableClock clock, IReadOnlyDictionary<string, CoverageDetail> details)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.ClearProviders());
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        collection.AddMongo(mongo, database);
        collection.AddKernel();
        collection.AddSingleton<IEventBus, NoBus>();
        collection.AddSingleton(Given.Pseudonyms);
        collection.AddSingleton<ChainZones>();
        collection.AddSingleton<IClinicDays, ClinicDays>();
        collection.AddSingleton<IReferralDetails>(new Referrals(details));
        collection.AddInsurance();
        collection.AddPayerSimulator(Given.Payers);
        services = collection.BuildServiceProvider();
    }

    public DocumentStore<CoverageCase, CoverageCaseFact> Cases => Of<DocumentStore<CoverageCase, CoverageCaseFact>>();
    public DocumentStore<Benefit, BenefitFact> Benefits => Of<DocumentStore<Benefit, BenefitFact>>();

    public async Task Begin()
    {
        await Of<Sweeper>().CreateIndexes(default);
        foreach (var (id, rule) in Given.Seed())
            await Of<IPolicies<PayerRule>>().TryPut(Versioned<PayerRule>.After(null, id, rule, Actor.Service("test"), null, Given.Now), default);
    }

    public Task Cover(string referral, Guid? id = null, long version = 1, string chain = Given.Chain) =>
        Hear(new CoverageRequested { ReferralId = referral, Version = version, Chain = chain, Visits = 8, Priority = "routine" }, id);

    public Task Request(string referral, int attempt, int visits, DateOnly? first = null, Guid? id = null, string chain = Given.Chain) =>
        Hear(Message(referral, attempt, visits, first, chain), id);

    public Task Release(string referral, int attempt, Guid? id = null, string reason = "cancelled", long version = 1, IReadOnlyList<PlannedVisit>? completed = null) =>
        Hear(new UnitsReleaseRequested { ReferralId = referral, Version = version, Attempt = attempt, Reason = reason, Completed = completed }, id);

    public Task Complete(string referral, int attempt, PlannedVisit visit) =>
        Hear(new VisitCompleted { ReferralId = referral, Version = 1, Attempt = attempt, Visit = visit.Visit, Date = visit.Date, Minutes = 60, Remaining = 1 });

    public Task Miss(string referral, int attempt, int visit) =>
        Hear(new VisitMissed { ReferralId = referral, Version = 1, Attempt = attempt, Visit = visit, Remaining = 1 });

    /// <summary>A message, as the bus brings it.</summary>
    public Task Hear(IEvent message, Guid? id = null) => Of<MessageTable>().Handle(message, id ?? Guid.NewGuid(), default);

    /// <summary>Only the first write of a request: the process dies right after it.</summary>
    public Task Intend(string referral, int attempt, int visits, Guid id) =>
        Cases.Handle(referral, By(id), Message(referral, attempt, visits, null, Given.Chain), UnitsDecider.Decide);

    /// <summary>Only the first write of a release.</summary>
    public Task IntendRelease(string referral, int attempt) => Cases.Handle(referral, By(null), Given.Release(attempt, referral: referral).What, ReleaseDecider.Decide);

    /// <summary>The benefit documents' writes of a request as it stands now, without the commit.</summary>
    public async Task FollowOnly(CoverageCase state, int documents = int.MaxValue)
    {
        foreach (var wanted in state.Units().GroupBy(u => u.Key).Take(documents))
            await Benefits.Handle(wanted.Key, By(null), new Follow(state.Account!, [.. wanted]), BenefitDecider.Decide);
    }

    /// <summary>Delivers what lies in the outboxes between insurance and the simulated payer, with the ids it would carry.</summary>
    public async Task Exchange()
    {
        foreach (var (id, asked) in await Outbox<CoverageCase, CoverageCaseFact, ClinicNetwork.Contracts.Insurance.V1.AuthorizationSubmitted>()) await Hear(asked, id);
        foreach (var (id, answer) in await Outbox<SimulatedRequest, SimulatedFact, ClinicNetwork.Contracts.Insurance.V1.AuthorizationAnswered>()) await Hear(answer, id);
    }

    /// <summary>What the sweeper does each second.</summary>
    public async Task Sweep()
    {
        foreach (var look in Of<Sweeper>().Looks) await look(default);
    }

    public async Task<CoverageCase> Case(string referral) => (await Cases.Find(referral))!.State;

    /// <summary>Told to referral so far (no relay runs here, so every event still lies in its outbox), oldest first.</summary>
    public async Task<IReadOnlyList<T>> Told<T>() where T : IEvent => [.. (await Outbox<CoverageCase, CoverageCaseFact, T>()).Select(e => e.Event)];

    /// <summary>Units that benefits count, and the same by the cases: equal once all is settled.</summary>
    public async Task<(IReadOnlyList<string> Counted, IReadOnlyList<string> Wanted)> Live() =>
        (World.Live((await All<Benefit, BenefitFact>()).SelectMany(b => b.State.Units)), World.Live((await All<CoverageCase, CoverageCaseFact>()).SelectMany(c => c.State.Units())));

    async Task<IReadOnlyList<(Guid Id, T Event)>> Outbox<TState, TFact, T>() where TState : IAggregate<TState, TFact> where T : IEvent =>
        [.. (await All<TState, TFact>()).SelectMany(d => d.Outbox).Where(e => e.Type == Routes.WireName(typeof(T))).Select(e => (e.Id, (T)e.Open().Message))];

    async Task<List<Document<TState, TFact>>> All<TState, TFact>() where TState : IAggregate<TState, TFact> =>
        await Of<MongoDocuments<TState, TFact>>().Collection.Find(FilterDefinition<Document<TState, TFact>>.Empty).SortBy(d => d.Id).ToListAsync();

    static UnitsRequested Message(string referral, int attempt, int visits, DateOnly? first, string chain) =>
        new() { ReferralId = referral, Version = 1, Attempt = attempt, Chain = chain, Visits = Given.Visits(visits, first) };

    static Cause By(Guid? id) => new(id ?? Guid.NewGuid(), Actor.Service("test"));

    T Of<T>() where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
