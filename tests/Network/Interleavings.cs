using System.Net;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Verify;

namespace Tests.Network;

/// <summary>
/// Messages that cross each other between the services, each brought about on purpose: an event is held back on the
/// wire while something else happens, or an old one is said once more.
/// </summary>
[Collection(OnNetwork.Name)]
public sealed class Interleavings(NetworkFixture network) : IAsyncLifetime
{
    Wire wire = null!;
    HttpClient hospital = null!;
    HttpClient coordinator = null!;
    static bool warm;

    public async Task InitializeAsync()
    {
        wire = await Wire.Connect(network.RabbitMq);
        hospital = await network.As("general-hospital");
        coordinator = await network.As("coordinator");
        if (warm) return;
        // A publisher binds the queues with its first event of a kind: only after that can one be held back.
        using var lakeside = await network.As("lakeside-medical-center");
        await lakeside.UntilTask(await lakeside.Sent(Hospital.MakeUp("Blue Maple", "lakeside-medical-center", visits: 10)), "in-progress 5.1.1");
        warm = true;
    }

    public async Task DisposeAsync()
    {
        await wire.DisposeAsync();
        hospital.Dispose();
        coordinator.Dispose();
    }

    [Fact]
    public async Task A_cancellation_that_races_the_booking_gives_visits_and_units_back_whichever_comes_first()
    {
        await wire.HoldBack<SeriesBooked>("referral");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await Probe.Until(async () => (await network.Series(id)).Waiting("scheduling.v1.series-booked").Count == 1, () => "the series is booked, and its referral does not know");
        var late = (await network.Series(id)).Waiting("scheduling.v1.series-booked")[0];
        Assert.Equal("Booking", (await network.Referral(id)).Stage());

        await hospital.Cancel(coordinator, id);
        await wire.LetGo<SeriesBooked>("referral");
        await Probe.Until(async () => (await network.Referral(id)).HasSeen(late), () => "the referral has heard of the booking");

        await NothingIsLeftOf(id);
    }

    [Fact]
    public async Task A_reservation_overtaken_by_its_release_does_not_stick()
    {
        await wire.HoldBack<UnitsRequested>("insurance");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await Probe.Until(async () => (await network.Referral(id)).Waiting("referral.v1.units-requested").Count == 1, () => "units are asked for, and insurance does not know");
        var late = (await network.Referral(id)).Waiting("referral.v1.units-requested")[0];

        await hospital.Cancel(coordinator, id);
        await Probe.Until(async () => (await network.Authorization(id)).Facts().Contains("UnitsGivenBack"), () => "the release came first");
        await wire.LetGo<UnitsRequested>("insurance");
        await Probe.Until(async () => (await network.Authorization(id)).HasSeen(late), () => "the reservation came after it");

        await NothingIsLeftOf(id);
    }

    [Fact]
    public async Task A_booking_confirmed_for_an_old_attempt_leaves_the_new_one_alone()
    {
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await hospital.UntilTask(id, "in-progress 5.1.1");
        await wire.Say("scheduling", new SeriesReleaseRequested { ReferralId = id, Version = 1, Attempt = 1, Reason = "expired" });
        await Probe.Until(async () => (await network.Referral(id)) is var r && r.Stage() == "Treating" && r["state"]["attempt"] == 2, () => "the second attempt is booked");

        var confirmed = await wire.Say("referral", new SeriesBooked { ReferralId = id, Version = 99, Attempt = 1 });
        var asked = await wire.Say("scheduling", new BookingRequested { ReferralId = id, Version = 99, Attempt = 1 });
        await Probe.Until(async () => (await network.Referral(id)).HasSeen(confirmed) && (await network.Series(id)).HasSeen(asked), () => "both old messages are handled");
        await Settled(id, attempts: 2);

        Assert.Equal(("Treating", 2), ((await network.Referral(id)).Stage(), (await network.Referral(id))["state"]["attempt"].AsInt32));
        Assert.Equal(("Released", "Booked"), ((await network.Series(id)).Stage(), (await network.Series(id, 2)).Stage()));
        var visits = (await network.Series(id, 2))["state"]["stage"]["plan"]["visits"].AsBsonArray.Count;
        var authorization = await network.Authorization(id);
        Assert.All(authorization.Units(1), unit => Assert.Equal("Released", unit));
        Assert.Equal(Enumerable.Repeat("Reserved", visits), authorization.Units(2));
        Assert.Equal(visits, await network.TakenUnits(id));
        await Probe.Until(async () => (await network.Claims(id)) is var claims && claims.Count == visits && claims.All(c => c == $"{id}-2"), () => "only the new attempt has claims");
        await Verified();
    }

    [Fact]
    public async Task A_payer_that_answers_twice_and_differently_is_believed_once()
    {
        await wire.HoldBack<AuthorizationAnswered>("insurance");
        using var lakeside = await network.As("lakeside-medical-center");
        var id = await lakeside.Sent(Hospital.MakeUp("Blue Maple", "lakeside-medical-center", visits: 10));
        await Probe.Until(async () => (await network.Find("insurance", "payer-simulator", id)).Waiting("insurance.v1.authorization-answered").Count > 0, () => "the payer has answered, and insurance does not know");

        await wire.Say("insurance", new AuthorizationAnswered { ReferralId = id, Version = 98, Decision = "A2", Visits = 5, AuthorizationNumber = "BM-1" });
        await Probe.Until(async () => (await network.Authorization(id)).Facts().Contains("Answered"), () => "the first answer is taken");
        await wire.Say("insurance", new AuthorizationAnswered { ReferralId = id, Version = 99, Decision = "A3", Visits = 0 });
        await wire.LetGo<AuthorizationAnswered>("insurance");
        await Probe.Until(async () => (await network.Find("insurance", "payer-simulator", id)).Waiting("insurance.v1.authorization-answered").Count == 0, () => "the payer's own two answers are delivered");
        await lakeside.UntilTask(id, "in-progress 5.1.1");
        await Settled(id);

        Assert.Single((await network.Authorization(id)).Facts(), "Answered");
        Assert.Single((await network.Referral(id)).Facts(), "CoverageGranted");
        Assert.Equal(Enumerable.Repeat("Reserved", 5), (await network.Authorization(id)).Units(1));
        Assert.Equal(5, (await network.Claims(id)).Count);
        await Verified();
    }

    [Fact]
    public async Task Sixty_four_senders_of_one_order_get_one_201_and_63_times_200_for_one_referral()
    {
        var bundle = Hospital.MakeUp("Harborview").Bundle.ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => hospital.Send(bundle))));

        Assert.Equal([(HttpStatusCode.Created, 1), (HttpStatusCode.OK, 63)], answers.GroupBy(a => a.Status).Select(g => (g.Key, g.Count())).OrderBy(g => g.Item2));
        var id = Assert.Single(answers.Select(a => a.Id).Distinct());
        await hospital.UntilTask(id, "in-progress 5.1.1");
        await Settled(id);

        var placer = (await network.Referral(id))["state"]["placer"]["value"];
        Assert.Single(await network.All("referral", "referrals", "{ 'state.placer': 1 }"), r => r["state"]["placer"]["value"] == placer);
        Assert.Single(await network.All("scheduling", "series", "{ _id: 1 }"), s => s["_id"].AsString.StartsWith(id, StringComparison.Ordinal));
        Assert.Single(await network.All("insurance", "authorizations", "{ _id: 1 }"), a => a["_id"] == id);
        Assert.Single((await network.Referral(id)).Facts(), "ReferralReceived");
        Assert.Equal((await network.Claims(id)).Count, (await network.Authorization(id)).Units(1).Count(u => u == "Reserved"));
    }

    /// <summary>Cancelled, with every visit and every unit given back.</summary>
    async Task NothingIsLeftOf(string id)
    {
        await hospital.UntilTask(id, "cancelled 6.0 cancelled");
        await Probe.Until(async () => (await network.Series(id)).Stage() == "Released", () => "the series is released");
        await Settled(id);
        await Probe.Until(async () => (await network.Claims(id)).Count == 0, () => "no claim is left");
        Assert.DoesNotContain("Reserved", (await network.Authorization(id)).Units(1));
        Assert.Equal(0, await network.TakenUnits(id));
        await Verified();
    }

    /// <summary>Waits until nothing of the referral waits to be told, and its units stand as they shall.</summary>
    async Task Settled(string id, int attempts = 1)
    {
        await Probe.Until(async () => Quiet(await network.Referral(id)) && Quiet(await network.Authorization(id)), () => "referral and insurance have told everything");
        for (var attempt = 1; attempt <= attempts; attempt++)
            await Probe.Until(async () => Quiet(await network.Series(id, attempt)), () => "scheduling has told everything");
        await Probe.Until(async () => !(await network.Authorization(id))["state"].AsBsonDocument.Contains("settleBy"), () => "the units are settled");

        static bool Quiet(MongoDB.Bson.BsonDocument document) => !document.Contains("outboxSince");
    }

    async Task Verified() => Assert.Empty((await Verifier.Verify(network.Network.MongoDb, network.Prefix, settled: TimeSpan.Zero)).Violations);
}
