using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>Instances that share a database on the real engine, in a network so small that every series meets the others.</summary>
[Collection(OnEngines.Name)]
public abstract class SharedDatabase(Engines engines) : IAsyncLifetime
{
    readonly string database = $"scheduling-{Guid.NewGuid():N}";
    private protected MovableClock Clock { get; } = new(Some.Monday);
    readonly List<Instance> instances = [];

    public async Task InitializeAsync() => await (await Start()).Begin(Small);

    public async Task DisposeAsync()
    {
        foreach (var instance in instances) await instance.DisposeAsync();
        await engines.Drop(database);
    }

    /// <summary>One therapist, one room: whoever comes second must wait or come later.</summary>
    private protected static NetworkView Small { get; } = new(
        [.. Seed.Network.Chains.Values],
        [Seed.Policy("bay-boston", Seed.Network.Locations["bay-boston"].Body with { Rooms = ["Room 1"] }), Seed.Network.Locations["bay-worcester"]],
        [Seed.Policy("amara-okonkwo", Seed.Network.Therapists["amara-okonkwo"].Body with
            { Shifts = [.. Seed.Network.Therapists["amara-okonkwo"].Body.Shifts.Where(s => s.Location == "bay-boston" && s.From == new TimeOnly(8, 0)).Select(s => s with { To = new(9, 0) })] })]);

    private protected Task<Instance> Start(Action<CommandStartedEvent>? before = null)
    {
        var instance = new Instance(engines.MongoDb, database, Clock, before);
        instances.Add(instance);
        return Task.FromResult(instance);
    }

    private protected static Order Short(DateOnly? until = null) => Some.Order(3, 2) with { CoveredUntil = until };

    /// <summary>Therapists and rooms that two visits have at once, in words.</summary>
    private protected static async Task<IReadOnlyList<string>> TakenTwice(Instance instance)
    {
        var live = await instance.LiveClaims();
        return [.. from taken in live.GroupBy(c => c.Claim.Therapist).Concat(live.GroupBy(c => $"{c.Day.Location}/{c.Claim.Room}"))
            let ordered = taken.OrderBy(c => c.Claim.From).ToList()
            from pair in ordered.Zip(ordered.Skip(1))
            where pair.First.Claim.To > pair.Second.Claim.From
            select $"{taken.Key} at {pair.Second.Claim.From}: {pair.First.Claim.Series} and {pair.Second.Claim.Series}"];
    }

    private protected static async Task NothingIsTakenTwice(Instance instance)
    {
        Assert.Empty(await TakenTwice(instance));
        var live = await instance.LiveClaims();
        foreach (var document in await instance.Documents.Find(FilterDefinition<ClinicNetwork.Hosting.Document<Series, SeriesFact>>.Empty).ToListAsync())
            if (document.State.Stage is Placed placed)
                Assert.Equal(placed.Plan.Visits.Count, live.Count(c => c.Claim.Series == document.Id));
    }

    private protected static bool IsClaim(CommandStartedEvent command) =>
        command.CommandName is "insert" or "update" && command.Command[command.CommandName].AsString == "days";
}
