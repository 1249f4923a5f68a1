using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

public sealed class OnTheModel : DocumentsContract
{
    readonly World world = new(1);
    readonly ModelDocuments<Counter, CounterFact> documents;

    public OnTheModel()
    {
        MongoSetup.RegisterConventions();
        MongoSetup.RegisterFamily(typeof(CounterFact));
        documents = new(new("counters"), new(world, new(world, "database"), () => true, () => { }));
    }

    private protected override Task<T> On<T>(Func<IDocuments<Counter, CounterFact>, Task<T>> act)
    {
        var done = new TaskCompletionSource<T>();
        world.At(world.Now, () => world.Begin(async () => done.SetResult(await act(documents))));
        world.Play(world.Now.AddSeconds(1), 1000);
        return done.Task;
    }
}
