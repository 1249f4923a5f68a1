using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Claims;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A world in which nothing goes wrong, to hold the models against the contracts.</summary>
sealed class CalmWorld
{
    readonly World world = new(1);

    public CalmWorld()
    {
        MongoSetup.RegisterConventions();
        Line = new(world, new(world, "database"), () => true, () => { });
    }

    public Line Line { get; }

    /// <summary>A broker that brings each letter once.</summary>
    public ModelBroker Broker(Action<Letter> deliver) => new(world, new(world, "broker")) { Bad = false, Deliver = deliver };

    /// <summary>Plays until it is done.</summary>
    public Task<T> Play<T>(Func<Task<T>> act)
    {
        var done = new TaskCompletionSource<T>();
        world.At(world.Now, () => world.Begin(async () => done.SetResult(await act())));
        world.Play(world.Now.AddSeconds(1), 1000);
        return done.Task;
    }
}

public sealed class DocumentsOnTheModel : DocumentsContract
{
    readonly CalmWorld world = new();
    readonly ModelDocuments<Counter, CounterFact> documents;

    public DocumentsOnTheModel()
    {
        MongoSetup.RegisterFamily(typeof(CounterFact));
        documents = new(new("counters"), world.Line);
    }

    private protected override Task<T> On<T>(Func<IDocuments<Counter, CounterFact>, Task<T>> act) => world.Play(() => act(documents));
}

public sealed class ClaimsOnTheModel : ClaimsContract
{
    readonly CalmWorld world = new();
    readonly ModelClaims claims;

    public ClaimsOnTheModel() => claims = new(new(), world.Line);

    private protected override Task<T> On<T>(Func<IClaims, Task<T>> act) => world.Play(() => act(claims));
}

public sealed class PoliciesOnTheModel : PoliciesContract
{
    readonly CalmWorld world = new();
    readonly ModelPolicies<Opening> policies;

    public PoliciesOnTheModel() => policies = new("openings", new(), world.Line);

    private protected override Task<T> On<T>(Func<IPolicies<Opening>, Task<T>> act) => world.Play(() => act(policies));
}

public sealed class QueueOnTheModel : QueueContract
{
    readonly CalmWorld world = new();
    readonly ModelCollection<Series, SeriesFact> series = new("series");

    private protected override Task<T> On<T>(Func<Ports, Task<T>> act)
    {
        var model = new ModelSeries(series, world.Line);
        return world.Play(() => act(new(new ModelDocuments<Series, SeriesFact>(series, world.Line), model, model)));
    }
}
