using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Verify;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit.Abstractions;

namespace Tests.Network;

/// <summary>Something is away for longer than all short retries while referrals stand at every stage: each ends by itself when it is back.</summary>
[Collection(OnNetwork.Name)]
public sealed class Outages(NetworkFixture network, ITestOutputHelper output) : IAsyncLifetime
{
    const string Done = """{"minutes": 50, "techniques": ["trigger-point-therapy"], "painBefore": 6, "painAfter": 3}""";
    const string Unsuitable = """{"reason":"service-inappropriate","text":"Needs imaging first."}""";
    static readonly string[] Services = ["referral", "scheduling", "insurance", "operations"];

    HttpClient hospital = null!;
    HttpClient coordinator = null!;

    public async Task InitializeAsync() => (hospital, coordinator) = (await network.As("general-hospital"), await network.As("coordinator"));

    [Fact]
    public Task Referrals_at_every_stage_end_by_themselves_when_scheduling_is_back() => EveryStageEnds("scheduling", TimeSpan.FromSeconds(12));

    [Theory, Trait("Category", "night")]
    [InlineData("referral")]
    [InlineData("insurance")]
    [InlineData("operations")]
    [InlineData("rabbitmq")]
    [InlineData("mongo-wire")]
    public Task Referrals_at_every_stage_end_by_themselves_when_it_is_back(string away) => EveryStageEnds(away, TimeSpan.FromSeconds(12));

    [Theory, Trait("Category", "night")]
    [InlineData("referral")]
    [InlineData("scheduling")]
    [InlineData("insurance")]
    [InlineData("operations")]
    [InlineData("rabbitmq")]
    [InlineData("mongo-wire")]
    public Task Referrals_at_every_stage_end_by_themselves_after_five_minutes(string away) => EveryStageEnds(away, TimeSpan.FromMinutes(5));

    async Task EveryStageEnds(string away, TimeSpan duration)
    {
        if (away is "rabbitmq" or "mongo-wire" && !network.OwnsEngines) return;
        var (reported, cancelled, rejected) = (await Booked(), await Booked(), await hospital.Sent(Hospital.Doubtful()));
        await hospital.UntilTask(rejected, "on-hold 2.0 review");
        await using var wire = await Wire.Connect(network.RabbitMq);
        await wire.HoldBack<SeriesBooked>("referral");
        var booking = await At("Booking");
        await wire.HoldBack<UnitsReserved>("referral");
        var reserving = await At("Reserving");
        await wire.HoldBack<SeriesHeld>("referral");
        var placing = await At("Placing");
        await wire.HoldBack<CoverageDetermined>("referral");
        var covering = await At("Covering");
        await wire.LetGo<SeriesBooked>("referral");
        await wire.LetGo<UnitsReserved>("referral");
        await wire.LetGo<SeriesHeld>("referral");
        await wire.LetGo<CoverageDetermined>("referral");

        var began = Stopwatch.StartNew();
        Task people;
        await using (await Standstill.Of(network, away))
        {
            // People try on until they are heard: some of it works meanwhile, the rest when everything is back.
            people = Task.WhenAll(Complete(reported), Cancel(cancelled), Heard($"api/referrals/{rejected}/reject", Unsuitable));
            await Task.Delay(duration);
        }
        await people;
        string[] going = [booking, reserving, placing, covering];
        await Task.WhenAll(going.Select(async id =>
        {
            await Stage(id, "Treating");
            await Complete(id);
        }));
        foreach (var id in going.Append(reported)) await Ends(id, "completed 7.0");
        await Ends(cancelled, "cancelled 6.0 cancelled");
        await Ends(rejected, "rejected 4.0 service-inappropriate");
        Assert.Empty(await network.Claims(cancelled));
        Assert.Equal(0, await network.TakenUnits(cancelled));
        foreach (var service in Services)
            await Probe.Until(async () => await network.Collection(service, "failed-messages").CountDocumentsAsync(new BsonDocument("state.status", "Waiting")) == 0, () => $"the waiting room of {service} is empty", minutes: 5);
        await Probe.Until(async () => (await Verifier.Verify(network.Network.MongoDb, network.Prefix, settled: TimeSpan.Zero)).Violations.Count == 0, () => "every invariant holds");
        output.WriteLine($"{away} away for {duration}: everything ended after {began.Elapsed}");
    }

    async Task<string> At(string stage)
    {
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await Stage(id, stage);
        return id;
    }

    async Task<string> Booked()
    {
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await hospital.UntilTask(id, "in-progress 5.1.1");
        return id;
    }

    Task Stage(string id, string stage) =>
        Probe.Until(async () => (await network.Referral(id)).Stage() == stage, () => $"{id} is {stage}", minutes: 5);

    async Task Ends(string id, string task)
    {
        await hospital.UntilTask(id, task, minutes: 5);
        await Stage(id, "Ended");
    }

    async Task Complete(string id)
    {
        var attempt = 0;
        var visits = 0;
        await Probe.Until(async () =>
        {
            try
            {
                var stage = (await network.Referral(id))["state"]["stage"];
                attempt = stage["attempt"].AsInt32;
                visits = (await network.Series(id, attempt))["state"]["stage"]["plan"]["visits"].AsBsonArray.Count;
                return true;
            }
            catch (Exception e) when (e is MongoException or TimeoutException) { return false; }
        }, () => $"the visits of {id} can be read", minutes: 8);
        for (var visit = 1; visit <= visits; visit++) await Heard($"api/visits/{id}-{attempt}-{visit}/complete", Done);
    }

    async Task Cancel(string id)
    {
        await Probe.Until(async () =>
        {
            try
            {
                var order = new JsonObject { ["resourceType"] = "ServiceRequest", ["id"] = id, ["status"] = "revoked", ["intent"] = "order", ["subject"] = new JsonObject { ["display"] = "as sent" } };
                using var body = new StringContent(order.ToJsonString(), System.Text.Encoding.UTF8, "application/fhir+json");
                using var asked = await hospital.PutAsync(new Uri($"fhir/ServiceRequest/{id}", UriKind.Relative), body);
                return asked.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException) { return false; }
        }, () => $"the cancellation of {id} is asked for", minutes: 8);
        await Heard($"api/referrals/{id}/cancellation/confirm", "{}");
    }

    /// <summary>Says it under one key until it is taken.</summary>
    Task Heard(string path, string json)
    {
        var key = Guid.NewGuid().ToString();
        var last = "";
        return Probe.Until(async () =>
        {
            try
            {
                var (status, text) = await coordinator.Post(path, json, key);
                last = $"{status} {text}";
                Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict || (int)status >= 500, $"{path}: {last}");
                return status == HttpStatusCode.OK;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                last = e.Message;
                return false;
            }
        }, () => $"{path} is heard ({last})", minutes: 8);
    }

    public Task DisposeAsync()
    {
        hospital.Dispose();
        coordinator.Dispose();
        return Task.CompletedTask;
    }
}
