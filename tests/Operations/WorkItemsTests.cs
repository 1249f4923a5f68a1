using ClinicNetwork.Operations.Bulk;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.Work;

namespace ClinicNetwork.Tests.Operations;

/// <summary>What coordinators agree is kept rightly however many of them are at it at once.</summary>
public sealed class WorkItemsTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    static readonly TimeProvider Clock = TimeProvider.System;

    static Colleague Person(int number) => new($"p{number}", $"Person {number}", ["coordinator"], ["bay-state-therapy"], Clock.GetUtcNow());

    [Fact]
    public async Task Of_many_who_claim_at_once_one_has_it()
    {
        var items = new WorkItems(operations.EmptyDatabase(), new Changes(), Clock);
        await items.CreateIndexes(default);
        for (var round = 0; round < 5; round++)
        {
            var id = Some.Id();
            var judged = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => items.Change(id, "bay-state-therapy", item => WorkRules.Claim(item, Person(n), $"t{n}", Clock.GetUtcNow()), default)));
            var winner = Assert.Single(judged, j => j.Refusal is null).Next!.Claim!.By;
            Assert.Equal(winner, (await items.Of(id, default))!.Claim!.By);
        }
    }

    [Fact]
    public async Task What_is_mine_and_what_is_put_off_is_found_a_page_at_a_time()
    {
        var items = new WorkItems(operations.EmptyDatabase(), new Changes(), Clock);
        await items.CreateIndexes(default);
        var (me, now) = (Person(1), Clock.GetUtcNow());
        var ids = Enumerable.Range(0, WorkItems.Page + 5).Select(n => $"{n:D4}").ToList();
        foreach (var id in ids) await items.Change(id, "bay-state-therapy", item => WorkRules.Assign(item, me, me, now), default);
        await items.Change("9998", "bay-state-therapy", item => WorkRules.Snooze(item, me, now.AddHours(1), "patient", "review", now, now), default);
        await items.Change("9999", "pilgrim-bodywork", item => WorkRules.Snooze(item, me, now.AddHours(1), "patient", "review", now, now), default);

        var first = await items.Mine(me.Id, null, default);
        var rest = await items.Mine(me.Id, first[^1].Id, default);
        Assert.Equal(ids, first.Concat(rest).Select(i => i.Id));
        Assert.Equal(["9998"], (await items.Snoozed(["bay-state-therapy"], null, default)).Select(i => i.Id));
        Assert.Equal(["9998", "9999"], (await items.Snoozed(["*"], null, default)).Select(i => i.Id));
    }

    [Fact]
    public async Task A_set_is_frozen_once_taken_by_one_instance_and_stops_when_it_is_told_to()
    {
        var bulks = new Bulks(operations.EmptyDatabase(), new Changes(), Clock);
        await bulks.CreateIndexes(default);
        var row = new BulkRow("a", "bay-state-therapy", "review", Clock.GetUtcNow(), 3, ["It is accepted."], BulkStanding.Ahead);
        var act = new BulkAct("set", new("cora", "Cora", ["coordinator"], ["bay-state-therapy"]), Clock.GetUtcNow(), "accept", "list=review", [row, row with { Id = "b" }], BulkStatus.Preview);
        await bulks.Freeze(act, default);
        await bulks.Freeze(act with { Rows = [] }, default);
        Assert.Equal(2, (await bulks.Find("set", default))!.Rows.Count);
        Assert.Null(await bulks.Take(default));

        await bulks.Start("set", null, default);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bulks.Take(default)));
        Assert.Single(taken, t => t is not null);
        Assert.True(await bulks.Record("set", 0, BulkStanding.Done, null, default));
        await bulks.Stop("set", default);
        Assert.False(await bulks.Record("set", 1, BulkStanding.LeftOut, "Somebody has it.", default));
        await bulks.End("set", default);
        var stopped = (await bulks.Find("set", default))!;
        Assert.Equal((BulkStatus.Stopped, BulkStanding.Done, BulkStanding.LeftOut, "Somebody has it."), (stopped.Status, stopped.Rows[0].Standing, stopped.Rows[1].Standing, stopped.Rows[1].Why));
    }
}
