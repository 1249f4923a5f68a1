using System.Diagnostics;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit.Abstractions;

namespace Tests.Network;

/// <summary>
/// Something is dead for longer than all short retries while referrals stand at every stage, and what moves them on arrives just then:
/// each ends by itself when it is back.
/// </summary>
[Collection(OnNetwork.Name)]
public sealed class Outages(NetworkFixture network, ITestOutputHelper output)
{
    /// <summary>A delivery is tried for 8 seconds.</summary>
    static readonly TimeSpan LongerThanRetries = TimeSpan.FromSeconds(12);

    /// <summary>How far each referral gets while something is away, where it can be read.</summary>
    static readonly Dictionary<string, (string Referral, string Stage)[]> Meanwhile = new()
    {
        ["scheduling"] = [("placing", "Placing"), ("covering", "Placing"), ("reserving", "Booking"), ("reporting", "Reporting"), ("cancelled", "Closing"), ("rejected", "Ended")],
        ["insurance"] = [("covering", "Covering"), ("placing", "Reserving"), ("reporting", "Closing"), ("cancelled", "Closing")],
        ["referral"] = [("covering", "Covering"), ("placing", "Placing"), ("reporting", "Treating")],
        ["operations"] = [("booking", "Treating"), ("covering", "Treating"), ("reporting", "Ended"), ("cancelled", "Ended"), ("rejected", "Ended")],
        ["rabbitmq"] = [("cancelled", "Closing")],
        ["postgres"] = [],
        ["mongo-wire"] = [],
    };

    /// <summary>Who cannot do what was asked of them while something is away, and so has it in the waiting room.</summary>
    static readonly Dictionary<string, (string Referral, string Service)[]> InWaitingRoom = new()
    {
        ["referral"] = [("covering", "insurance"), ("placing", "scheduling")],
    };

    [Theory]
    [InlineData("scheduling")]
    [InlineData("referral")]
    public Task Referrals_at_every_stage_end_by_themselves_when_a_service_is_back(string away) => EveryStageEnds(away, LongerThanRetries);

    [Theory, Trait("Category", "night")]
    [InlineData("insurance")]
    [InlineData("operations")]
    [InlineData("rabbitmq")]
    [InlineData("postgres")]
    [InlineData("mongo-wire")]
    public Task Referrals_at_every_stage_end_by_themselves_when_it_is_back(string away) => EveryStageEnds(away, LongerThanRetries);

    [Theory, Trait("Category", "night")]
    [InlineData("referral")]
    [InlineData("scheduling")]
    [InlineData("insurance")]
    [InlineData("operations")]
    [InlineData("rabbitmq")]
    [InlineData("postgres")]
    [InlineData("mongo-wire")]
    public Task Referrals_at_every_stage_end_by_themselves_after_five_minutes(string away) => EveryStageEnds(away, TimeSpan.FromMinutes(5));

    async Task EveryStageEnds(string away, TimeSpan duration)
    {
        if (!network.OwnsEngines && away is ("rabbitmq" or "postgres" or "mongo-wire")) return;
        using var people = await People.Of(network);
        await using var wire = await Wire.Connect(network.RabbitMq);
        var referrals = await AtEveryStage(people, wire);
        var going = Stopwatch.StartNew();
        if (away == "rabbitmq") await DeliverAll(wire);
        Task ends;
        using (network.Hold(away))
        {
            if (away != "rabbitmq") await DeliverAll(wire);
            ends = Task.WhenAll(people.Cancel(referrals["cancelled"]), people.Reject(referrals["rejected"]));
            foreach (var (referral, stage) in Meanwhile[away]) await people.Stage(referrals[referral], stage);
            foreach (var (referral, service) in InWaitingRoom.GetValueOrDefault(away, [])) await Waits(service, referrals[referral]);
            if (duration - going.Elapsed is { Ticks: > 0 } rest) await Task.Delay(rest);
        }
        var back = Stopwatch.StartNew();
        await ends;
        await EachEnds(people, referrals);
        output.WriteLine($"{away} away for {going.Elapsed - back.Elapsed}: everything ended {back.Elapsed} after it was back");
    }

    /// <summary>Referrals by what they are about; what moves those that are under way is put aside at the broker.</summary>
    async Task<Dictionary<string, string>> AtEveryStage(People people, Wire wire)
    {
        var referrals = new Dictionary<string, string> { ["reporting"] = await people.Booked(), ["cancelled"] = await people.Booked(), ["rejected"] = await people.InReview() };
        await wire.PutAside<VisitCompleted>("referral");
        await wire.PutAside<SeriesCompleted>("referral");
        await people.Complete(referrals["reporting"]);
        await wire.PutAside<SeriesBooked>("referral");
        referrals["booking"] = await people.At("Booking");
        await wire.PutAside<UnitsReserved>("referral");
        referrals["reserving"] = await people.At("Reserving");
        await wire.PutAside<PlacementRequested>("scheduling.placement");
        referrals["placing"] = await people.At("Placing");
        await wire.PutAside<CoverageRequested>("insurance.coverage");
        referrals["covering"] = await people.At("Covering");
        // Told, not only decided: else it lies with its publisher, who may be the one to go.
        foreach (var referral in new[] { "placing", "covering" }) await Told("referral", "referrals", referrals[referral]);
        foreach (var referral in new[] { "reporting", "booking" }) await Told("scheduling", "series", $"{referrals[referral]}-1");
        await Told("insurance", "coverage-cases", referrals["reserving"]);
        return referrals;
    }

    static async Task DeliverAll(Wire wire)
    {
        await wire.Deliver<VisitCompleted>("referral");
        await wire.Deliver<SeriesCompleted>("referral");
        await wire.Deliver<SeriesBooked>("referral");
        await wire.Deliver<UnitsReserved>("referral");
        await wire.Deliver<PlacementRequested>("scheduling.placement");
        await wire.Deliver<CoverageRequested>("insurance.coverage");
    }

    async Task EachEnds(People people, Dictionary<string, string> referrals)
    {
        string[] treated = ["booking", "reserving", "placing", "covering"];
        await Task.WhenAll(treated.Select(async referral =>
        {
            await people.Stage(referrals[referral], "Treating");
            await people.Complete(referrals[referral]);
        }));
        foreach (var referral in treated.Append("reporting")) await people.Hospital.UntilTask(referrals[referral], "completed 7.0", People.Patience);
        await people.Hospital.UntilTask(referrals["cancelled"], "cancelled 6.0 cancelled");
        await people.Hospital.UntilTask(referrals["rejected"], "rejected 4.0 service-inappropriate");
        foreach (var id in referrals.Values) await people.Stage(id, "Ended");
        Assert.Empty(await network.Claims(referrals["cancelled"]));
        Assert.Equal(0, await network.TakenUnits(referrals["cancelled"]));
        await network.NobodyWaits();
        await network.IsConsistent();
    }

    Task Told(string service, string collection, string id) => Probe.Until(async () =>
        (await network.Find(service, collection, id)).GetValue("outbox", new BsonArray()).AsBsonArray.Count == 0, () => $"{service} has published what {id} tells");

    Task Waits(string service, string id) => Probe.Until(async () =>
        await network.Collection(service, "failed-messages").Find(new BsonDocument { { "state.referralId", id }, { "state.status", "Waiting" } }).AnyAsync(), () => $"a message about {id} waits at {service}");
}
