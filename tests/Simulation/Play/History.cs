using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>One seed's history: some weeks of a town's referrals in bad weather, then calm, then judgement.</summary>
static class History
{
    static readonly TimeSpan BadWeather = TimeSpan.FromDays(30), People = TimeSpan.FromDays(75), All = TimeSpan.FromDays(90);
    const int MostSteps = 2_000_000;

    /// <summary>Plays it.</summary>
    /// <returns>What is wrong in the end; nothing when all is well.</returns>
    public static IReadOnlyList<string> Play(int seed, Planted? planted = null, bool write = false) => Play(seed, planted, write, out _);

    /// <inheritdoc cref="Play(int, Planted?, bool)"/>
    /// <param name="ground">Where documents and messages lie; null: in the model.</param>
    public static IReadOnlyList<string> Play(int seed, Planted? planted, bool write, out World world, Ground? ground = null)
    {
        MongoSetup.RegisterConventions();
        world = new World(seed) { Writes = write };
        var (beginning, town) = (world.Now, new Town(world));
        var network = default(Network);
        var w = world;
        world.At(beginning, () =>
        {
            network = new(w, town, planted ?? Planted.Nothing, ground ?? new ModelGround());
            var people = new People(w, network, town, planted ?? Planted.Nothing);
            people.Begin(w.Random.Next(2, 9), beginning + People);
            new Weather(w, network).Begin(beginning + BadWeather);
        });
        try
        {
            world.Play(beginning + All, MostSteps);
            return Judge.Violations(network!);
        }
        catch (InvalidOperationException e)
        {
            return [e.Message + (e.InnerException is { } inner ? $" {inner.StackTrace}" : "")];
        }
        finally
        {
            Judge.Count(network!);
        }
    }
}
