using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class InsertAndFind(EngineFixture engines)
{
    [Fact]
    public async Task An_inserted_document_comes_back_as_it_was()
    {
        var collection = engines.Collection("docs");
        var document = new BsonDocument
        {
            { "_id", Guid.NewGuid().ToString() },
            { "text", "Ünïcode – ✓" },
            { "long", long.MaxValue },
            { "decimal", Decimal128.Parse("12.340") },
            { "when", new BsonDateTime(1_760_000_000_123) },
            { "guid", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard) },
            { "bytes", new byte[] { 0, 1, 255 } },
            { "nothing", BsonNull.Value },
            { "list", new BsonArray { 1, "two", new BsonDocument("three", 3.5) } },
            { "empty", new BsonDocument() },
        };
        await collection.InsertOneAsync(document);
        Assert.Equal(document, await collection.Find(new BsonDocument("_id", document["_id"])).SingleAsync());
    }

    [Fact]
    public async Task A_second_document_with_the_same_id_is_a_duplicate_key()
    {
        var collection = await engines.CollectionOf("{ _id: 'a' }");
        var failure = await Assert.ThrowsAsync<MongoWriteException>(() => collection.InsertOneAsync(new BsonDocument("_id", "a")));
        Assert.Equal(ServerErrorCategory.DuplicateKey, failure.WriteError.Category);
        Assert.Equal(11000, failure.WriteError.Code);
    }

    [Fact]
    public async Task An_unordered_batch_stores_what_it_can_and_names_what_it_cannot()
    {
        var collection = await engines.CollectionOf("{ _id: 2 }");
        var failure = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => collection.InsertManyAsync(
            Enumerable.Range(1, 3).Select(id => new BsonDocument("_id", id)), new InsertManyOptions { IsOrdered = false }));
        Assert.Equal((1, 11000), (Assert.Single(failure.WriteErrors).Index, failure.WriteErrors[0].Code));
        Assert.Equal(3, await collection.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty));
    }

    [Fact]
    public async Task An_ordered_batch_stops_at_the_first_failure()
    {
        var collection = await engines.CollectionOf("{ _id: 2 }");
        await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => collection.InsertManyAsync(Enumerable.Range(1, 3).Select(id => new BsonDocument("_id", id))));
        Assert.Equal(2, await collection.CountDocumentsAsync(FilterDefinition<BsonDocument>.Empty));
    }

    [Theory]
    [InlineData("{ _id: 3 }", "3")]
    [InlineData("{ n: { $gt: 30 } }", "4,5")]
    [InlineData("{ n: { $gte: 20, $lt: 40 } }", "2,3")]
    [InlineData("{ _id: { $in: [1, 5, 9] } }", "1,5")]
    [InlineData("{ _id: { $nin: [1, 2, 3] } }", "4,5")]
    [InlineData("{ tag: 'a' }", "1,2")]
    [InlineData("{ tag: { $all: ['a', 'b'] } }", "2")]
    [InlineData("{ tag: { $ne: 'a' } }", "3,4,5")]
    [InlineData("{ 'at.city': 'Rome' }", "1,3")]
    [InlineData("{ $or: [{ _id: 1 }, { n: 50 }] }", "1,5")]
    [InlineData("{ $and: [{ 'at.city': 'Rome' }, { n: { $lt: 20 } }] }", "1")]
    [InlineData("{ $nor: [{ n: { $lt: 40 } }] }", "4,5")]
    [InlineData("{ at: { $exists: false } }", "4,5")]
    [InlineData("{ visits: { $elemMatch: { state: 'held', room: 2 } } }", "5")]
    [InlineData("{ 'visits.state': 'held' }", "4,5")]
    [InlineData("{ visits: { $size: 2 } }", "4")]
    [InlineData("{ name: /^An/ }", "1,2")]
    [InlineData("{ name: { $regex: 'NN', $options: 'i' } }", "1")]
    [InlineData("{ n: { $not: { $gt: 20 } } }", "1,2")]
    [InlineData("{ n: { $type: 'int', $mod: [20, 0] } }", "2,4")]
    [InlineData("{ $expr: { $eq: ['$n', { $multiply: ['$_id', 10] }] }, _id: { $lte: 2 } }", "1,2")]
    public async Task A_filter_finds_what_it_describes(string filter, string expected)
    {
        var collection = await engines.CollectionOf(
            "{ _id: 1, n: 10, tag: ['a'], name: 'Anna', at: { city: 'Rome' } }",
            "{ _id: 2, n: 20, tag: ['a', 'b'], name: 'Andi', at: { city: 'Oslo' } }",
            "{ _id: 3, n: 30, tag: ['c'], name: 'Bert', at: { city: 'Rome' } }",
            "{ _id: 4, n: 40, visits: [{ state: 'held', room: 1 }, { state: 'open', room: 2 }] }",
            "{ _id: 5, n: 50, visits: [{ state: 'held', room: 2 }] }");
        var found = await collection.Find(BsonDocument.Parse(filter)).Sort("{ _id: 1 }").ToListAsync();
        Assert.Equal(expected, string.Join(',', found.Select(document => document["_id"])));
    }

    [Fact]
    public async Task Sort_skip_limit_and_projection_shape_the_result()
    {
        var collection = engines.Collection("docs");
        await collection.InsertManyAsync(Enumerable.Range(0, 30).Select(id => new BsonDocument { { "_id", id }, { "group", id % 3 }, { "secret", "s" } }));
        var page = await collection.Find("{ group: 1 }").Sort("{ group: 1, _id: -1 }").Skip(2).Limit(3).Project("{ group: 1 }").ToListAsync();
        Assert.Equal(["{ \"_id\" : 22, \"group\" : 1 }", "{ \"_id\" : 19, \"group\" : 1 }", "{ \"_id\" : 16, \"group\" : 1 }"], page.Select(document => document.ToJson()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ k: 1 }")]
    [InlineData("{ k: -1, _id: 1 }")]
    public async Task A_cursor_gives_every_document_once_over_many_batches(string? sort)
    {
        var collection = engines.Collection("docs");
        await collection.InsertManyAsync(Enumerable.Range(0, 1_000).Select(id => new BsonDocument { { "_id", id }, { "k", id * 7919 % 1000 } }));
        var found = await collection.Find("{}", new FindOptions { BatchSize = 64 }).Sort(sort).ToListAsync();
        Assert.Equal(1_000, found.Select(document => document["_id"]).Distinct().Count());
        if (sort == "{ k: 1 }")
            Assert.Equal(found.Select(document => document["k"].AsInt32).Order(), found.Select(document => document["k"].AsInt32));
    }

    [Fact]
    public async Task A_cursor_that_is_left_early_is_killed_and_gone()
    {
        var collection = engines.Collection("docs");
        await collection.InsertManyAsync(Enumerable.Range(0, 100).Select(id => new BsonDocument("_id", id)));
        var first = await engines.Database.RunCommandAsync<BsonDocument>(new BsonDocument
        {
            { "find", collection.CollectionNamespace.CollectionName }, { "sort", new BsonDocument("x", 1) }, { "batchSize", 10 },
        });
        var id = first["cursor"]["id"].AsInt64;
        var kill = new BsonDocument { { "killCursors", collection.CollectionNamespace.CollectionName }, { "cursors", new BsonArray { id } } };
        Assert.Equal(new BsonArray { id }, (await engines.Database.RunCommandAsync<BsonDocument>(kill))["cursorsKilled"]);
        var failure = await Assert.ThrowsAsync<MongoCommandException>(() => engines.Database.RunCommandAsync<BsonDocument>(
            new BsonDocument { { "getMore", id }, { "collection", collection.CollectionNamespace.CollectionName } }));
        Assert.Equal((43, "CursorNotFound"), (failure.Code, failure.CodeName));
    }

    [Fact]
    public async Task Count_and_distinct_agree_with_the_documents()
    {
        var collection = await engines.CollectionOf("{ _id: 1, k: 'a' }", "{ _id: 2, k: 'b' }", "{ _id: 3, k: 'a' }", "{ _id: 4 }");
        Assert.Equal(2, await collection.CountDocumentsAsync("{ k: 'a' }"));
        Assert.Equal(4, (await engines.Database.RunCommandAsync<BsonDocument>(new BsonDocument("count", collection.CollectionNamespace.CollectionName)))["n"].ToInt32());
        Assert.Equal(["a", "b"], (await (await collection.DistinctAsync<string>("k", "{ k: { $exists: true } }")).ToListAsync()).Order());
    }

    [Fact]
    public async Task Delete_removes_one_or_all_that_match()
    {
        var collection = await engines.CollectionOf("{ _id: 1, k: 1 }", "{ _id: 2, k: 1 }", "{ _id: 3, k: 1 }", "{ _id: 4 }");
        Assert.Equal(1, (await collection.DeleteOneAsync("{ k: 1 }")).DeletedCount);
        Assert.Equal(2, (await collection.DeleteManyAsync("{ k: 1 }")).DeletedCount);
        Assert.Equal(0, (await collection.DeleteManyAsync("{ k: 1 }")).DeletedCount);
        Assert.NotNull(await collection.FindOneAndDeleteAsync("{ _id: 4 }"));
        Assert.Equal(0, await collection.CountDocumentsAsync("{}"));
    }
}
