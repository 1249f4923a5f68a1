using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>
/// One instance of a service that keeps tallies. Until it is started it can save, but nothing publishes, sweeps or
/// listens: so it stands for one that crashes right after its saves.
/// </summary>
sealed class Instance : IAsyncDisposable
{
    readonly IHost host;
    readonly Warnings warnings = new();
    readonly Faults faults = new();

    public Instance(string mongo, string rabbitMq, string database, TimeProvider clock)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(warnings).AddFilter<Warnings>((category, _) => category == typeof(OutboxRelay).FullName);
        builder.Services.AddSingleton(clock);
        builder.Services.AddMongo(mongo, database);
        builder.Services.AddKernel();
        builder.Services.AddBus(rabbitMq, new() { RetrySeconds = [0.05, 0.1] }, "referral");
        builder.Services.AddHostedService<RelayLoop>();
        builder.Services.AddHostedService<SweepLoop>();
        builder.Services.AddAggregate(Tally.Rules);
        builder.Services.AddSingleton(faults);
        builder.Services.AddHandler<UnitsRefused, FaultyHandler>();
        host = builder.Build();
    }

    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>What handlers of this instance are made to fail at.</summary>
    public Faults Faults => faults;

    /// <summary>Everything that waits in the waiting room or has waited there.</summary>
    public async Task<IReadOnlyList<Document<FailedMessage, FailedMessageFact>>> Failed() =>
        await Get<MongoDocuments<FailedMessage, FailedMessageFact>>().Collection.Find(FilterDefinition<Document<FailedMessage, FailedMessageFact>>.Empty).ToListAsync();

    /// <summary>One look at everything that is due, as the sweeper's loops take it every second once there are indexes.</summary>
    public async Task Sweep()
    {
        await Get<Sweeper>().CreateIndexes(default);
        await Task.WhenAll(Get<Sweeper>().Looks.Select(look => look(default)));
    }

    public IMongoCollection<Document<Tally, TallyFact>> Collection => Get<MongoDocuments<Tally, TallyFact>>().Collection;

    public DocumentStore<Tally, TallyFact> Store => host.Services.GetRequiredService<DocumentStore<Tally, TallyFact>>();

    /// <summary>How many times the broker has not taken an event.</summary>
    public int Refused => warnings.Count;

    /// <summary>What the relay last complained about.</summary>
    public string Complaint => warnings.Last;

    /// <summary>Starts bus, relay and sweeper and waits until the bus has declared its queues.</summary>
    public async Task<Instance> Start()
    {
        await host.StartAsync();
        await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
        return this;
    }

    public Task<Handled<Tally, TallyFact>> Count(string id, Cause? cause = null) => Store.Handle(id, cause ?? Cause.Own("test"), _ => new Counted(id));

    public Task SetAlarm(string id, DateTimeOffset at, bool breaks = false) =>
        Store.Handle(id, Cause.Own("test"), _ => new AlarmSet(id, at, breaks));

    public async Task<Document<Tally, TallyFact>> Read(string id) => (await Store.Find(id, Part.Whole))!;

    /// <summary>Puts a message on the bus under an id of the test's choice.</summary>
    public Task Send<T>(T message, Guid id) where T : class, IEvent =>
        host.Services.GetRequiredService<IOutgoingBus>().Publish(message, context => context.MessageId = id);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
