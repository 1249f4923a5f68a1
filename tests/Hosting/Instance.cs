using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>
/// One instance of a service that keeps tallies. Until it is started it can save, but nothing publishes, sweeps or
/// listens: so it stands for one that crashes right after its saves.
/// </summary>
sealed class Instance : IAsyncDisposable
{
    readonly IHost host;
    readonly Warnings warnings = new();

    public Instance(string mongo, string rabbitMq, string database, TimeProvider clock)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(warnings).AddFilter<Warnings>((category, _) => category == typeof(OutboxRelay).FullName);
        builder.Services.AddSingleton(clock);
        builder.Services.AddMongo(mongo, database);
        builder.Services.AddBus(rabbitMq, new Queue("referral", typeof(TallyConsumer)));
        builder.Services.AddSingleton<OutboxRelay>();
        builder.Services.AddHostedService(p => p.GetRequiredService<OutboxRelay>());
        builder.Services.AddHostedService<Sweeper>();
        builder.Services.AddDocuments<Tally, TallyFact>(Tally.Collection, Tally.Publish, Tally.Timer);
        host = builder.Build();
    }

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

    public async Task<Document<Tally, TallyFact>> Read(string id) => (await Store.FindWithHistory(id))!;

    /// <summary>Puts a message on the bus under an id of the test's choice.</summary>
    public Task Send<T>(T message, Guid id) where T : class, IEvent =>
        host.Services.GetRequiredService<IOutgoingBus>().Publish(message, context => context.MessageId = id);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
