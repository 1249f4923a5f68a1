using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Referrals;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Operations;

/// <summary>A projection that is wrong or behind can be cured, and nobody can shut it.</summary>
public sealed class RepairTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    [Fact]
    public async Task A_snapshot_published_again_cures_a_row_that_is_wrong_and_an_equal_one_writes_nothing()
    {
        var rows = new ReferralRows(operations.EmptyDatabase());
        var right = Some.Event(Some.Id(), 5, status: "on-hold", reason: "no-slots", location: "bay-state-boston") with { TherapistId = "amara-okonkwo" };
        var wrong = ReferralRow.Of(right);
        foreach (var row in new[]
        {
            wrong with { Chain = "another" }, wrong with { StatusReason = null }, wrong with { Status = "accepted" }, wrong with { Visits = 9 },
            wrong with { Location = null }, wrong with { Therapist = null }, wrong with { At = wrong.At.AddMinutes(1) },
        })
        {
            await rows.Collection.ReplaceOneAsync(r => r.Id == right.ReferralId, row, new ReplaceOptions { IsUpsert = true });
            await rows.Save([ReferralRow.Of(right)], default);
            Assert.Equal(ReferralRow.Of(right).ToJson(), (await rows.Collection.Find(r => r.Id == right.ReferralId).SingleAsync()).ToJson());
        }

        await rows.Collection.UpdateOneAsync(r => r.Id == right.ReferralId, new BsonDocument("$set", new BsonDocument("mark", 1)));
        await rows.Save([ReferralRow.Of(right)], default);
        Assert.Equal(1, await rows.Collection.CountDocumentsAsync(new BsonDocument("mark", 1)));
    }

    [Fact]
    public async Task Of_two_snapshots_of_one_version_that_wait_the_one_published_again_is_stored()
    {
        var clock = new FakeTimeProvider();
        var rows = new ReferralRows(operations.EmptyDatabase());
        using var coalescer = new Coalescer(rows, new Changes(), clock);
        await coalescer.StartAsync(default);
        var id = Some.Id();
        var first = coalescer.Add(Some.Booked(id, 4, "bay-state-boston"), default);
        await clock.PassUntil(coalescer.Add(Some.Booked(id, 4, "bay-state-salem"), default));
        await clock.PassUntil(first);
        Assert.Equal("bay-state-salem", (await rows.Collection.Find(r => r.Id == id).SingleAsync()).Location);
        await coalescer.StopAsync(default);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Bounds.MostVersions + 1)]
    [InlineData(long.MaxValue)]
    public async Task A_version_that_no_referral_can_have_is_refused_and_shuts_its_row_to_nothing(long version)
    {
        var forged = Some.Event(Some.Id(), 1) with { Version = version };
        var table = new MessageTable([MessageRow.Of(typeof(ReferralStatusChanged), (message, cause, ct) => new StatusHandler(operations.Coalescer).Handle((ReferralStatusChanged)message, cause, ct))]);
        await Assert.ThrowsAsync<UnbelievableMessageException>(() => table.Handle(forged, Guid.NewGuid(), default));
        await operations.Coalescer.Add(Some.Booked(forged.ReferralId, 2, "bay-state-boston"), default);
        Assert.Equal(2, (await operations.Rows.Collection.Find(r => r.Id == forged.ReferralId).SingleAsync()).Version);
    }
}
