using System.Net.Http.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;
using ClinicNetwork.Insurance.Payers;
using ClinicNetwork.Insurance.Units;
using ClinicNetwork.PayerSimulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Driver;
using HttpStatusCode = System.Net.HttpStatusCode;

namespace ClinicNetwork.Tests.Insurance.Engine;

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

    /// <param name="details">What the referral service answers to claim checks.</param>
    public Instance(string mongo, string database, MovableClock clock, IReadOnlyDictionary<string, CoverageDetail> details)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        collection.AddMongo(mongo, database);
        // Never started, so it needs no bus: these tests look at what lies in the outboxes.
        collection.AddSingleton(p => new OutboxRelay(p.GetRequiredService<IMongoDatabase>(), null!, clock, NullLogger<OutboxRelay>.Instance));
        collection.AddInsurance();
        collection.AddPayerSimulator(Given.Payers);
        collection.AddSingleton(new ReferralClient(new HttpClient(new Referrals(details)) { BaseAddress = new("http://referral") }));
        collection.AddTransient<CoverageRequestedConsumer>();
        collection.AddTransient<AuthorizationAnsweredConsumer>();
        collection.AddTransient<UnitsConsumer>();
        collection.AddTransient<AuthorizationRequests>();
        services = collection.BuildServiceProvider();
    }

    public DocumentStore<Authorization, AuthorizationFact> Cases => Of<DocumentStore<Authorization, AuthorizationFact>>();
    public DocumentStore<Benefit, BenefitFact> Benefits => Of<DocumentStore<Benefit, BenefitFact>>();
    public PayerRules Rules => Of<PayerRules>();

    public async Task Begin(Func<string, PayerRule, PayerRule>? change = null)
    {
        foreach (var sweepable in services.GetServices<ISweepable>()) await sweepable.CreateIndexes(default);
        foreach (var (id, rule) in Given.Seed())
            await Of<DocumentStore<RuleDocument, RuleFact>>().Handle(id, Cause.Own("test"), s => RuleDocument.Enact(s, change is null ? rule : change(id, rule)));
    }

    public Task Cover(string referral, Guid? id = null) =>
        Of<CoverageRequestedConsumer>().Handle(new() { ReferralId = referral, Version = 1, Chain = Given.Chain, Visits = 8, Priority = "routine" }, By(id), default);

    public Task Request(string referral, int attempt, int visits, DateOnly? first = null, Guid? id = null) =>
        Of<UnitsConsumer>().Handle(Message(referral, attempt, visits, first), By(id), default);

    public Task Release(string referral, int attempt, Guid? id = null) =>
        Of<UnitsConsumer>().Handle(new UnitsReleaseRequested { ReferralId = referral, Version = 1, Attempt = attempt, Reason = "cancelled" }, By(id), default);

    public Task Complete(string referral, int attempt, WantedVisit visit) =>
        Of<UnitsConsumer>().Handle(new VisitCompleted { ReferralId = referral, Version = 1, Attempt = attempt, Visit = visit.Visit, Date = visit.Date, Minutes = 60, Remaining = 1 }, By(null), default);

    public Task Miss(string referral, int attempt, int visit) =>
        Of<UnitsConsumer>().Handle(new VisitMissed { ReferralId = referral, Version = 1, Attempt = attempt, Visit = visit, Remaining = 1 }, By(null), default);

    public Task Answer(AuthorizationAnswered message, Guid? id = null) => Of<AuthorizationAnsweredConsumer>().Handle(message, By(id), default);

    /// <summary>Only the first write of a request: the process dies right after it.</summary>
    public Task Intend(string referral, int attempt, int visits, Guid id) => Cases.Handle(referral, By(id), s => UnitsDecider.Reserve(
        s, referral, Given.Chain, attempt, [.. Message(referral, attempt, visits, null).Visits.Select(v => new WantedVisit(v.Visit, v.Date))], Of<TimeProvider>().GetUtcNow()));

    /// <summary>The benefit documents' writes of a request as it stands now, without the commit.</summary>
    public async Task FollowOnly(Authorization state, int documents = int.MaxValue)
    {
        foreach (var wanted in state.Units().GroupBy(u => u.Key).Take(documents))
            await Benefits.Handle(wanted.Key, By(null), b => BenefitDecider.Follow(b, state.Account!, [.. wanted]));
    }

    /// <summary>Delivers what lies in the outboxes between insurance and the simulated payer, with the ids it would carry.</summary>
    public async Task Exchange()
    {
        foreach (var (id, asked) in await Outbox<Authorization, AuthorizationFact, AuthorizationSubmitted>()) await Of<AuthorizationRequests>().Handle(asked, By(id), default);
        foreach (var (id, answer) in await Outbox<SimulatedRequest, SimulatedFact, AuthorizationAnswered>()) await Answer(answer, id);
    }

    /// <summary>What the sweeper does each second.</summary>
    public async Task Sweep()
    {
        foreach (var sweepable in services.GetServices<ISweepable>()) await sweepable.SweepDue(default);
    }

    public async Task<Authorization> Case(string referral) => (await Cases.Find(referral))!.State;

    /// <summary>Told to referral so far (no relay runs here, so every event still lies in its outbox), oldest first.</summary>
    public async Task<IReadOnlyList<T>> Told<T>() where T : IEvent => [.. (await Outbox<Authorization, AuthorizationFact, T>()).Select(e => e.Event)];

    /// <summary>Units that benefits count, and the same by the cases: equal once all is settled.</summary>
    public async Task<(IReadOnlyList<string> Counted, IReadOnlyList<string> Wanted)> Live()
    {
        var benefits = await Benefits.Collection.Find(FilterDefinition<Document<Benefit, BenefitFact>>.Empty).ToListAsync();
        var cases = await Cases.Collection.Find(FilterDefinition<Document<Authorization, AuthorizationFact>>.Empty).ToListAsync();
        return (World.Live(benefits.SelectMany(b => b.State.Units)), World.Live(cases.SelectMany(c => c.State.Units())));
    }

    async Task<IReadOnlyList<(Guid Id, T Event)>> Outbox<TState, TFact, T>() where TState : IAggregate<TState, TFact> where T : IEvent =>
        [.. (await Of<DocumentStore<TState, TFact>>().Collection.Find(FilterDefinition<Document<TState, TFact>>.Empty).SortBy(d => d.Id).ToListAsync())
            .SelectMany(d => d.Outbox).Where(e => e.Type == Routes.WireName(typeof(T))).Select(e => (e.Id, (T)e.Open().Message))];

    static UnitsRequested Message(string referral, int attempt, int visits, DateOnly? first) => new()
    {
        ReferralId = referral,
        Version = 1,
        Attempt = attempt,
        Chain = Given.Chain,
        Visits = [.. Given.Visits(visits, first).Select(v => new PlannedVisit { Visit = v.Visit, Date = v.Date })],
    };

    static Cause By(Guid? id) => new(id ?? Guid.NewGuid(), "test");

    T Of<T>() where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    sealed class Referrals(IReadOnlyDictionary<string, CoverageDetail> details) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(details.TryGetValue(request.RequestUri!.Segments[^2].TrimEnd('/'), out var detail)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(detail) }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
