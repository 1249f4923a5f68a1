using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>The database dies under the saves.</summary>
public sealed class EngineKills(Engines engines) : OnAnEngine(engines)
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("mongo-wire")]
    public async Task An_engine_killed_during_saves_loses_none_that_was_acknowledged_and_doubles_none_that_was_retried(string engine)
    {
        var instance = New();
        var ids = Enumerable.Range(0, 4).Select(i => $"{Id}-{i}").ToList();
        await Task.WhenAll(ids.Select(id => instance.Count(id, Cause.Own("first"))));
        var acknowledged = new ConcurrentBag<(string Id, string By)>();
        var commands = Enumerable.Range(0, 320).Select(i => (Id: ids[i % 4], Cause: Cause.Own($"{i}"))).ToList();

        var saving = Parallel.ForEachAsync(commands, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (command, _) =>
        {
            while (!await Saved(instance, command.Id, command.Cause)) await Task.Delay(50, CancellationToken.None);
            acknowledged.Add((command.Id, command.Cause.Actor.Id));
        });
        await Probe.Until(() => acknowledged.Count > 80, "saves are under way");
        await Engines.Kill(engine);
        var beforeRecovery = acknowledged.Count;
        await saving;

        Assert.InRange(beforeRecovery, 80, commands.Count - 1);
        foreach (var id in ids)
        {
            var tally = await instance.Read(id);
            Assert.Equal(acknowledged.Where(a => a.Id == id).Select(a => a.By).Append("first").Order(), tally.History.Select(h => h.Actor.Id).Order());
            Assert.Equal((81, 81), (tally.State.Count, tally.Outbox.Count));
        }
    }

    /// <summary>As the bus does: the same message again until it is taken.</summary>
    static async Task<bool> Saved(Instance instance, string id, Cause cause)
    {
        try
        {
            await instance.Count(id, cause);
            return true;
        }
        catch (Exception e) when (e is MongoException or TimeoutException or ConcurrencyException)
        {
            return false;
        }
    }
}
