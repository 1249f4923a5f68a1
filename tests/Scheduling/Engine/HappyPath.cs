using ClinicNetwork.Scheduling.Booking;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Scheduling.Engine;

[Collection(OnEngines.Name)]
public sealed class HappyPath(Engines engines) : IAsyncLifetime
{
    readonly string database = $"scheduling-{Guid.NewGuid():N}";
    readonly MovableClock clock = new(Some.Monday);
    int writes;
    Instance instance = null!;

    public async Task InitializeAsync()
    {
        instance = new(engines.MongoDb, database, clock, command => { if (command.CommandName is "insert" or "update" or "delete" or "findAndModify") Interlocked.Increment(ref writes); });
        await instance.Begin(Seed.Network);
    }

    public async Task DisposeAsync()
    {
        await instance.DisposeAsync();
        await engines.Drop(database);
    }

    [Fact]
    public async Task Eight_visits_cost_twelve_writes_from_request_to_booked()
    {
        writes = 0;
        await instance.Place(Some.Request("r1"));
        await instance.Book("r1");
        Assert.Equal(12, writes);
    }

    [Fact]
    public async Task A_request_is_held_then_booked_with_every_claim_in_its_day()
    {
        await instance.Place(Some.Request("r1"));
        await instance.Book("r1");

        var series = await instance.Series("r1");
        var booked = Assert.IsType<Booked>(series.Stage);
        Assert.Equal(8, booked.Plan.Visits.Count);
        Assert.Equal(8, (await instance.LiveClaims()).Count);
        Assert.Equal(["SeriesHeld", "SeriesBooked"], (await instance.Events()).Select(e => e.GetType().Name));
        var patient = await instance.Patients.Find(FilterDefinition<ClinicNetwork.Scheduling.Claims.PatientDocument>.Empty).SingleAsync();
        Assert.Equal(booked.Plan.Visits.Select(v => v.Start), patient.Claims.Select(c => c.From));
        Assert.Equal(3, (await instance.Store.Find("r1-1"))!.Version);
    }
}
