using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>One document, one filtered update: races, repetitions, lost answers and bounds.</summary>
public sealed class Saves(Engines engines) : OnAnEngine(engines)
{
    [Fact]
    public async Task Of_32_racing_commands_one_wins_each_version_and_none_is_lost()
    {
        Instance[] instances = [New(), New()];
        for (var race = 0; race < 3; race++)
            await Task.WhenAll(Enumerable.Range(0, 32).Select(contender => Task.Run(() => Insist(instances[contender % 2], new(Guid.NewGuid(), Actor.Service($"{race}/{contender}"))))));

        var tally = await instances[0].Read(Id);
        Assert.Equal((96, 96L), (tally.State.Count, tally.Version));
        Assert.Equal(Enumerable.Range(1, 96).Select(v => (long)v), tally.History.Select(h => h.Version));
        Assert.Equal(96, tally.History.Select(h => h.Actor.Id).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 96), tally.Outbox.Select(e => ((Contracts.Referral.V1.BookingRequested)e.Open().Message).Attempt));
    }

    [Fact]
    public async Task A_message_delivered_twice_has_one_effect()
    {
        var instance = await Start();
        var message = new UnitsReserved { ReferralId = Id, Version = 1, Attempt = 1 };
        var (twice, last) = (Guid.NewGuid(), Guid.NewGuid());
        await instance.Send(message, twice);
        await instance.Send(message, twice);
        await instance.Send(message, last);
        await Probe.Until(async () => (await instance.Store.Find(Id))?.Seen.Contains(last) == true, () => "the last message is handled");
        await instance.Send(message, twice);
        await instance.Send(message with { Attempt = 2 }, Guid.NewGuid());
        await Probe.Until(async () => (await instance.Store.Find(Id))!.State.Count >= 3, () => "the fifth delivery is handled");

        Assert.Equal(3, (await instance.Read(Id)).State.Count);
        await UntilTold(instance, Id);
        Assert.Equal([1, 2, 3], (await Mailbox.For(Id)).Select(l => l.Count).Order());
    }

    [Fact]
    public async Task What_begins_a_document_makes_it_once_and_decides_on_the_one_that_is_there_afterwards()
    {
        var instance = New();
        Task<Handled<Tally, TallyFact>> Begin(Guid message, Func<Tally, Decision<TallyFact>> decide) =>
            instance.Store.Handle(Id, new(message, Actor.Service("beginner")), decide, begins: true);
        Decision<TallyFact> Once(Tally tally) => tally.Count == 0 ? new Counted(Id) : Decision<TallyFact>.None;
        var first = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Begin(Guid.NewGuid(), Once)).Append(Begin(first, Once)));
        var again = await Begin(first, _ => new Counted(Id));
        var refused = await Begin(Guid.NewGuid(), t => t.Count > 0 ? new Refusal(RefusalKind.Conflict, "counted", "It is counted.") : Decision<TallyFact>.None);

        Assert.Equal("counted", refused.Refusal?.Code);
        Assert.Equal((await instance.Read(Id)).State.Count, again.State.Count);
        Assert.Single((await instance.Read(Id)).History, h => h.Version == 1);
        Assert.Empty((await Begin(Guid.NewGuid(), Once)).Facts);
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("update")]
    public async Task After_an_answer_lost_behind_the_commit_the_redelivery_changes_nothing(string command)
    {
        await using var wire = new LossyWire(Engines.MongoDb);
        var instance = New(wire.ConnectionString);
        if (command == "update") await instance.Count(Id);
        var before = command == "update" ? 1 : 0;
        var cause = Cause.Own("redelivered");

        wire.LoseNextAnswerTo(command);
        await Assert.ThrowsAnyAsync<MongoException>(() => instance.Count(Id, cause));
        Assert.True(wire.Lost);
        var again = await instance.Count(Id, cause);

        Assert.Empty(again.Facts);
        Assert.Equal(before + 1, again.State.Count);
        var tally = await New().Read(Id);
        Assert.Equal((before + 1, before + 1), (tally.State.Count, tally.History.Count));
        Assert.Single(tally.Outbox, e => ((Contracts.Referral.V1.BookingRequested)e.Open().Message).Attempt == before + 1);
    }

    [Fact]
    public async Task A_long_life_keeps_the_document_small_and_the_whole_history_readable()
    {
        var instance = New();
        for (var i = 0; i < 430; i++) await instance.Count(Id, Cause.Own($"{i}"));

        var stored = await Raw(instance).Find(new BsonDocument("_id", Id)).SingleAsync();
        Assert.InRange(stored["history"].AsBsonArray.Count, 1, 250);
        Assert.Equal("0", stored["history"][0]["actor"]["_id"].AsString);
        Assert.Equal(128, stored["seen"].AsBsonArray.Count);
        Assert.Equal(Enumerable.Range(0, 430).Select(i => $"{i}"), (await instance.Read(Id)).History.Select(h => h.Actor.Id));
    }

    [Fact]
    public async Task A_crash_between_archiving_and_taking_out_repeats_without_a_double()
    {
        var instance = New();
        for (var i = 0; i < 249; i++) await instance.Count(Id, Cause.Own($"{i}"));
        var full = await Raw(instance).Find(new BsonDocument("_id", Id)).SingleAsync();
        await instance.Count(Id, Cause.Own("249"));
        Assert.NotEqual(0, await Archive(instance).CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty));

        // What a crash leaves between the two steps: facts are in the archive, and the document holds them still.
        var newest = (await Raw(instance).Find(new BsonDocument("_id", Id)).SingleAsync())["history"].AsBsonArray[^1];
        await Raw(instance).UpdateOneAsync(new BsonDocument("_id", Id), Builders<BsonDocument>.Update.Set("history", full["history"].AsBsonArray.Add(newest)));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{i}"), (await instance.Read(Id)).History.Select(h => h.Actor.Id));

        for (var i = 250; i < 300; i++) await instance.Count(Id, Cause.Own($"{i}"));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), (await instance.Read(Id)).History.Select(h => h.Actor.Id));
    }

    async Task Insist(Instance instance, Cause cause)
    {
        while (true)
            try
            {
                await instance.Count(Id, cause);
                return;
            }
            catch (ConcurrencyException)
            {
                // The bus delivers again.
            }
    }

    static IMongoCollection<BsonDocument> Raw(Instance instance) => instance.Collection.Database.GetCollection<BsonDocument>(Tally.Collection);
    static IMongoCollection<BsonDocument> Archive(Instance instance) => instance.Collection.Database.GetCollection<BsonDocument>($"{Tally.Collection}-archive");
}
