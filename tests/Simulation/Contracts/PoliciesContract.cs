using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The smallest policy.</summary>
public sealed record Opening(int Hour);

/// <summary>What every store of policy data does: held against the model and against the real engine.</summary>
public abstract class PoliciesContract
{
    static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private protected abstract Task<T> On<T>(Func<IPolicies<Opening>, Task<T>> act);

    static Versioned<Opening> Next(Versioned<Opening>? known, string id, int hour) => Versioned<Opening>.After(known, id, new(hour), new("person", "olga"), "because", Now);

    Task<bool> Put(Versioned<Opening> next) => On(p => p.TryPut(next, default));

    Task<Versioned<Opening>?> Find(string id) => On(p => p.Find(id, default));

    [Fact]
    public async Task Of_two_changes_of_one_version_the_second_is_not_made()
    {
        var first = Next(null, "north", 8);
        Assert.True(await Put(first));
        Assert.False(await Put(Next(null, "north", 7)));
        Assert.True(await Put(Next(first, "north", 9)));
        Assert.False(await Put(Next(first, "north", 10)));
        Assert.Equal((2L, new Opening(9)), ((await Find("north"))!.Version, (await Find("north"))!.Body));
    }

    [Fact]
    public async Task A_change_of_what_is_not_there_is_not_made()
    {
        Assert.False(await Put(Next(Next(null, "north", 8), "north", 9)));
        Assert.Null(await Find("north"));
    }

    [Fact]
    public async Task One_is_read_with_its_earlier_versions_and_all_in_order_without()
    {
        var first = Next(null, "south", 8);
        await Put(first);
        await Put(Next(first, "south", 9));
        await Put(Next(null, "north", 7));
        var south = (await Find("south"))!;
        Assert.Equal((new Opening(8), 1L, "because", "olga"), (south.Earlier[0].Body, south.Earlier[0].Version, south.Reason, south.Actor.Id));
        var all = await On(p => p.All(default));
        Assert.Equal([("north", 1L, 0), ("south", 2L, 0)], all.Select(p => (p.Id, p.Version, p.Earlier.Count)));
    }
}
