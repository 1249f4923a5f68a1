namespace ClinicNetwork.Tests.Hosting;

/// <summary>A test with a database of its own, a clock it can move, an empty mailbox and instances that end with it.</summary>
[Collection(OnEngines.Name)]
public abstract class OnAnEngine(Engines engines) : IAsyncLifetime
{
    readonly string database = $"hosting-{Guid.NewGuid():N}";
    readonly List<Instance> instances = [];

    protected Engines Engines => engines;
    private protected MovableClock Clock { get; } = new();
    private protected Mailbox Mailbox { get; private set; } = null!;
    /// <summary>A document that no other test has.</summary>
    protected string Id { get; } = Guid.NewGuid().ToString("N");

    public async Task InitializeAsync()
    {
        Mailbox = new(engines.RabbitMq);
        await Mailbox.Purge();
    }

    public async Task DisposeAsync()
    {
        foreach (var instance in instances) await instance.DisposeAsync();
        await engines.Drop(database);
    }

    /// <summary>An instance that saves and does nothing else.</summary>
    private protected Instance New(string? mongo = null)
    {
        var instance = new Instance(mongo ?? engines.MongoDb, engines.RabbitMq, database, Clock);
        instances.Add(instance);
        return instance;
    }

    private protected Task<Instance> Start() => New().Start();

    /// <summary>Moves the clock past the sweeper's grace and the lease of an instance that is gone.</summary>
    protected void LetTheSweeperCome() => Clock.Advance(TimeSpan.FromSeconds(20));

    /// <summary>Waits until nothing of a document waits to be told any more, and the sweeper has no reason to come.</summary>
    private protected async Task UntilTold(Instance instance, string id) => await Probe.Until(
        async () => await instance.Read(id) is { Outbox.Count: 0, OutboxSince: null }, () => $"the outbox of {id} is empty and has no since (last complaint: {instance.Complaint})");
}
