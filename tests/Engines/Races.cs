using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class Races(EngineFixture engines)
{
    const int Contenders = 32;

    [Fact]
    public async Task Of_racing_version_filtered_updates_exactly_one_wins_each_version()
    {
        const int versions = 40;
        var collection = await engines.CollectionOf("{ _id: 1, version: 0, winners: [] }");
        for (var version = 0; version < versions; version++)
        {
            var results = await RaceAsync(contender => collection.UpdateOneAsync(
                new BsonDocument { { "_id", 1 }, { "version", version } },
                new BsonDocument { { "$inc", new BsonDocument("version", 1) }, { "$push", new BsonDocument("winners", contender) } }));
            Assert.Equal((1, 1), (results.Sum(result => result.MatchedCount), results.Sum(result => result.ModifiedCount)));
        }
        var document = await collection.Find("{}").SingleAsync();
        Assert.Equal((versions, versions), (document["version"].AsInt32, document["winners"].AsBsonArray.Count));
    }

    [Fact]
    public async Task Racing_writers_that_reload_and_try_again_lose_no_update()
    {
        const int each = 10;
        var collection = await engines.CollectionOf("{ _id: 1, version: 0, facts: [] }");
        await RaceAsync(async contender =>
        {
            for (var fact = 0; fact < each;)
            {
                var version = (await collection.Find("{ _id: 1 }").SingleAsync())["version"].AsInt32;
                var result = await collection.UpdateOneAsync(
                    new BsonDocument { { "_id", 1 }, { "version", version } },
                    new BsonDocument { { "$set", new BsonDocument("version", version + 1) }, { "$push", new BsonDocument("facts", $"{contender}-{fact}") } });
                fact += (int)result.ModifiedCount;
            }
            return true;
        });
        var facts = (await collection.Find("{}").SingleAsync())["facts"].AsBsonArray;
        Assert.Equal((Contenders * each, Contenders * each), (facts.Count, facts.Distinct().Count()));
    }

    [Fact]
    public async Task Of_racing_inserts_with_one_id_exactly_one_wins()
    {
        var collection = engines.Collection("docs");
        for (var id = 0; id < 20; id++)
        {
            var won = await RaceAsync(async contender =>
            {
                try
                {
                    await collection.InsertOneAsync(new BsonDocument { { "_id", id }, { "by", contender } });
                    return true;
                }
                catch (MongoWriteException e) when (e.WriteError.Code == 11000)
                {
                    return false;
                }
            });
            Assert.Single(won, true);
        }
    }

    [Fact]
    public async Task Racing_first_writes_to_collections_that_do_not_exist_yet_all_succeed()
    {
        for (var round = 0; round < 3; round++)
        {
            var collection = engines.Collection("fresh");
            await RaceAsync(async contender =>
            {
                if (contender % 4 == 0)
                    await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{ k: 1 }", new CreateIndexOptions { Unique = true }));
                else if (contender % 4 == 1)
                    await collection.UpdateOneAsync(new BsonDocument("_id", contender), new BsonDocument("$set", new BsonDocument("k", contender)), new UpdateOptions { IsUpsert = true });
                else
                    await collection.InsertOneAsync(new BsonDocument { { "_id", contender }, { "k", contender } });
                return true;
            });
            Assert.Equal(Contenders * 3 / 4, await collection.CountDocumentsAsync("{}"));
        }
    }

    [Fact]
    public async Task Racing_upserts_insert_once_and_count_everybody()
    {
        var collection = engines.Collection("docs");
        for (var id = 0; id < 20; id++)
        {
            var results = await RaceAsync(_ => collection.UpdateOneAsync(new BsonDocument("_id", id), "{ $inc: { n: 1 } }", new UpdateOptions { IsUpsert = true }));
            Assert.Single(results, result => result.UpsertedId is not null);
        }
        Assert.All(await collection.Find("{}").ToListAsync(), document => Assert.Equal(Contenders, document["n"].AsInt32));
    }

    [Fact]
    public async Task Of_racing_upserts_that_each_carry_a_version_the_highest_stays()
    {
        var collection = engines.Collection("docs");
        for (var id = 0; id < 20; id++)
        {
            await RaceAsync(async version =>
            {
                var older = new BsonDocument { { "_id", id }, { "version", new BsonDocument("$lt", version) } };
                try
                {
                    await collection.ReplaceOneAsync(older, new BsonDocument { { "_id", id }, { "version", version } }, new ReplaceOptions { IsUpsert = true });
                }
                catch (MongoWriteException e) when (e.WriteError.Code == 11000)
                {
                    // A newer one is there already.
                }
                return true;
            });
        }
        Assert.All(await collection.Find("{}").ToListAsync(), document => Assert.Equal(Contenders - 1, document["version"].AsInt32));
    }

    [Fact]
    public async Task Racing_takers_of_a_queue_take_every_document_once()
    {
        var collection = engines.Collection("docs");
        await collection.InsertManyAsync(Enumerable.Range(0, Contenders * 5).Select(id => new BsonDocument { { "_id", id }, { "taken", false } }));
        var taken = await RaceAsync(async contender =>
        {
            var mine = new List<BsonValue>();
            while (await collection.FindOneAndUpdateAsync<BsonDocument>(
                "{ taken: false }", "{ $set: { taken: true } }", new FindOneAndUpdateOptions<BsonDocument> { Sort = "{ _id: 1 }" }) is { } document)
                mine.Add(document["_id"]);
            return mine;
        });
        Assert.Equal(Enumerable.Range(0, Contenders * 5), taken.SelectMany(mine => mine).Select(id => id.AsInt32).Order());
    }

    static Task<T[]> RaceAsync<T>(Func<int, Task<T>> run) =>
        Task.WhenAll(Enumerable.Range(0, Contenders).Select(contender => Task.Run(() => run(contender))));
}
