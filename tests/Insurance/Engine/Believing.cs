using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Cases;
using MongoDB.Bson;
using MongoDB.Driver;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Tests.Insurance.Engine;

/// <summary>What a message that is not true leaves behind (nothing), and what a release gets where there is no case, or no way to settle yet.</summary>
[Collection(OnEngines.Name)]
public sealed class Believing(Engines engines) : IAsyncLifetime
{
    readonly string database = $"insurance-{Guid.NewGuid():N}";
    readonly MovableClock clock = new(Given.Now);
    readonly Dictionary<string, CoverageDetail> details = new() { ["r"] = Given.Harborview(8) with { ReferralId = "r" } };
    Instance? insurance;

    public Task InitializeAsync() => (insurance = new(engines.MongoDb, database, clock, details)).Begin();

    public async Task DisposeAsync()
    {
        await insurance!.DisposeAsync();
        await engines.Drop(database);
    }

    public static TheoryData<string, IEvent> Lies() => new()
    {
        { "chain-mismatch", new CoverageRequested { ReferralId = "r", Version = 1, Chain = "another", Visits = 8, Priority = "routine" } },
        { "unknown-referral", new CoverageRequested { ReferralId = "nobody", Version = 1, Chain = Given.Chain, Visits = 8, Priority = "routine" } },
        { "chain-mismatch", new UnitsRequested { ReferralId = "r", Version = 1, Attempt = 1, Chain = "another", Visits = Given.Visits(8) } },
        { "unknown-referral", new UnitsRequested { ReferralId = "nobody", Version = 1, Attempt = 1, Chain = Given.Chain, Visits = Given.Visits(8) } },
        { "visits", new UnitsRequested { ReferralId = "r", Version = 1, Attempt = 1, Chain = Given.Chain, Visits = null! } },
        { "visits", new UnitsRequested { ReferralId = "r", Version = 1, Attempt = 1, Chain = Given.Chain, Visits = [null!] } },
        { "unknown-referral", new UnitsReleaseRequested { ReferralId = "nobody", Version = 1, Attempt = 1, Reason = "cancelled" } },
        { "visits", new UnitsReleaseRequested { ReferralId = "r", Version = 1, Attempt = 1, Reason = "cancelled", Completed = [new() { Visit = int.MaxValue, Date = Given.Today }] } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_message_that_cannot_be_true_leaves_nothing_behind(string code, IEvent message)
    {
        var refused = await Assert.ThrowsAsync<UnbelievableMessageException>(() => insurance!.Hear(message));
        Assert.Equal(code, refused.Code);
        Assert.Null(await insurance!.Cases.Find(message.ReferralId));
        Assert.Empty((await insurance.Live()).Counted);
    }

    [Fact]
    public async Task A_known_case_believes_no_other_chain()
    {
        await insurance!.Cover("r");
        Assert.Equal("chain-mismatch", (await Assert.ThrowsAsync<UnbelievableMessageException>(() => insurance.Cover("r", chain: "another"))).Code);
        Assert.Equal("chain-mismatch", (await Assert.ThrowsAsync<UnbelievableMessageException>(() => insurance.Request("r", 1, 8, chain: "another"))).Code);
        Assert.Equal(1, (await insurance.Cases.Find("r"))!.Version);
    }

    [Fact]
    public async Task A_release_without_a_case_is_answered_once_the_referrals_owner_confirms_it_and_sticks()
    {
        await insurance!.Release("r", 2, version: 5);
        await insurance.Release("r", 2, version: 6);
        Assert.Equal([2, 2], (await insurance.Told<Wire.UnitsReleased>()).Select(r => r.Attempt));
        Assert.Equal(Given.Chain, (await insurance.Cases.Find("r"))!.Chain);
        // Coverage that was asked for before the cancellation is not decided any more; what is asked for later is.
        await insurance.Cover("r", version: 3);
        Assert.Empty(await insurance.Told<Wire.CoverageDetermined>());
        await insurance.Cover("r", version: 9);
        Assert.Single(await insurance.Told<Wire.CoverageDetermined>());
        await insurance.Request("r", 2, 8);
        Assert.Equal("released", (await insurance.Told<Wire.UnitsRefused>()).Single().ReasonCode);
        Assert.Empty((await insurance.Live()).Counted);
    }

    [Fact]
    public async Task A_release_that_could_not_settle_is_answered_by_the_sweep()
    {
        await insurance!.Cover("r");
        await insurance.Request("r", 1, 8);
        await insurance.IntendRelease("r", 1);
        await insurance.Sweep();
        Assert.Empty(await insurance.Told<Wire.UnitsReleased>());
        Assert.Equal(8, (await insurance.Live()).Counted.Count);

        clock.Advance(CoverageCase.Settling);
        await insurance.Sweep();
        Assert.Equal(1, Assert.Single(await insurance.Told<Wire.UnitsReleased>()).Attempt);
        Assert.Empty((await insurance.Live()).Counted);
        Assert.Null((await insurance.Cases.Find("r"))!.Due);
    }

    [Fact]
    public async Task One_case_that_cannot_settle_holds_up_no_other()
    {
        foreach (var referral in new[] { "r", "s" })
        {
            details[referral] = Given.Workers(6, claim: $"CL-{referral}") with { ReferralId = referral };
            await insurance!.Cover(referral);
            await insurance.Intend(referral, 1, 6, Guid.NewGuid());
        }
        // A benefit document of another version, which this one cannot read.
        using var client = new MongoClient(engines.MongoDb);
        await client.GetDatabase(database).GetCollection<BsonDocument>("benefits")
            .InsertOneAsync(new() { { "_id", (await insurance!.Case("r")).Units().First().Key }, { "version", 1 }, { "state", "of another kind" } });
        clock.Advance(CoverageCase.Settling);
        await insurance.Sweep();
        Assert.Equal("s", Assert.Single(await insurance.Told<Wire.UnitsReserved>()).ReferralId);
        Assert.True((await insurance.Cases.Find("r"))!.Due > clock.GetUtcNow());
    }

    [Fact]
    public async Task A_closed_attempt_of_eight_visits_takes_one_write_when_each_visit_was_settled_before()
    {
        await insurance!.Cover("r");
        await insurance.Request("r", 1, 8);
        foreach (var visit in Given.Visits(8)) await insurance.Complete("r", 1, visit);
        var before = (await insurance.Cases.Find("r"))!.Version;
        await insurance.Release("r", 1, reason: "completed", completed: Given.Visits(8));
        Assert.Equal(before + 1, (await insurance.Cases.Find("r"))!.Version);
        Assert.Single(await insurance.Told<Wire.UnitsReleased>());
        Assert.Equal((8, 0), (await insurance.Case("r")) is var state ? (state.Used, state.Left) : default);
    }
}
