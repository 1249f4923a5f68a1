using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>What is newest, read on the engine itself, with everything it hands out counted.</summary>
[Collection(OnEngines.Name)]
public sealed class NewestFirsts(Engines engines)
{
    const int Page = 50;
    static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    sealed record Dated(string Id, [property: BsonRepresentation(BsonType.DateTime)] DateTimeOffset At);

    /// <summary>A burst at one instant, a busy hour, and years with little.</summary>
    static IEnumerable<Dated> All() => ((IEnumerable<DateTimeOffset>)[.. Enumerable.Repeat(Now.AddDays(-3), 400), .. Enumerable.Range(0, 600).Select(i => Now.AddSeconds(-5 * i)), .. Enumerable.Range(0, 200).Select(i => Now.AddDays(-9 * i))])
        .Select((at, i) => new Dated($"{i * 7919 % 1200:D4}", at));

    [Fact]
    public async Task All_are_read_once_in_order_and_no_page_reads_much_more_than_it_shows()
    {
        var (database, handedOut) = ($"newest-{Guid.NewGuid():N}", 0);
        var settings = MongoClientSettings.FromConnectionString(engines.MongoDb);
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandSucceededEvent>(done => Interlocked.Add(ref handedOut, HandedOut(done)));
        using var client = new MongoClient(settings);
        try
        {
            var collection = client.GetDatabase(database).GetCollection<Dated>("dated");
            await collection.Indexes.CreateOneAsync(new CreateIndexModel<Dated>(Builders<Dated>.IndexKeys.Descending(d => d.At), new() { Name = "newest" }));
            await collection.InsertManyAsync(All());

            var (seen, most) = (new List<Dated>(), 0);
            for (var where = Builders<Dated>.Filter; seen.Count < 1200;)
            {
                handedOut = 0;
                var last = seen.LastOrDefault();
                var behind = last is null ? where.Empty : where.Lt(d => d.At, last.At) | (where.Eq(d => d.At, last.At) & where.Gt(d => d.Id, last.Id));
                var page = await NewestFirst.Read(behind, d => d.At, d => d.Id, last?.At ?? Now, Page, filter => collection.Find(filter, new() { Hint = "newest" }), default);
                Assert.Equal(Page, page.Count);
                (most, seen) = (Math.Max(most, handedOut), [.. seen, .. page]);
            }

            Assert.Equal(All().OrderByDescending(d => d.At).ThenBy(d => d.Id, StringComparer.Ordinal), seen);
            Assert.InRange(most, Page, Page * 24);
        }
        finally
        {
            await engines.Drop(database);
        }
    }

    static int HandedOut(CommandSucceededEvent done) =>
        done.CommandName is "find" or "getMore" && done.Reply["cursor"].AsBsonDocument is var cursor ? (cursor.GetValue("firstBatch", null) ?? cursor["nextBatch"]).AsBsonArray.Count : 0;
}
