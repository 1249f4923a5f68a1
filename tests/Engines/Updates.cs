using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class Updates(EngineFixture engines)
{
    const string Before = "{ _id: 1, version: 1, n: 5, list: [1, 2, 3], at: { city: 'Rome' }, visits: [{ id: 1, state: 'held' }, { id: 2, state: 'held' }] }";

    [Theory]
    [InlineData("{ $set: { n: 6, 'at.city': 'Oslo', fresh: true } }", "{ n: 6, at: { city: 'Oslo' }, fresh: true }")]
    [InlineData("{ $unset: { at: '' } }", "{ at: null }")]
    [InlineData("{ $inc: { n: -2, other: 1 } }", "{ n: 3, other: 1 }")]
    [InlineData("{ $mul: { n: 3 } }", "{ n: 15 }")]
    [InlineData("{ $min: { n: 4 }, $max: { version: 9 } }", "{ n: 4, version: 9 }")]
    [InlineData("{ $rename: { n: 'm' } }", "{ m: 5, n: null }")]
    [InlineData("{ $push: { list: 4 } }", "{ list: [1, 2, 3, 4] }")]
    [InlineData("{ $push: { list: { $each: [4, 5], $slice: -3 } } }", "{ list: [3, 4, 5] }")]
    [InlineData("{ $push: { list: { $each: [0], $position: 0 } } }", "{ list: [0, 1, 2, 3] }")]
    [InlineData("{ $push: { list: { $each: [0], $sort: -1 } } }", "{ list: [3, 2, 1, 0] }")]
    [InlineData("{ $push: { 'deep.list': { $each: [{ a: 1 }] } } }", "{ deep: { list: [{ a: 1 }] } }")]
    [InlineData("{ $addToSet: { list: { $each: [3, 4] } } }", "{ list: [1, 2, 3, 4] }")]
    [InlineData("{ $pull: { list: { $in: [1, 3] } } }", "{ list: [2] }")]
    [InlineData("{ $pull: { visits: { id: 1 } } }", "{ visits: [{ id: 2, state: 'held' }] }")]
    [InlineData("{ $pullAll: { list: [2] } }", "{ list: [1, 3] }")]
    [InlineData("{ $pop: { list: 1 } }", "{ list: [1, 2] }")]
    [InlineData("{ $set: { 'visits.0.state': 'booked' } }", "{ visits: [{ id: 1, state: 'booked' }, { id: 2, state: 'held' }] }")]
    [InlineData("{ $set: { 'visits.$[].state': 'booked' } }", "{ visits: [{ id: 1, state: 'booked' }, { id: 2, state: 'booked' }] }")]
    [InlineData("{ $setOnInsert: { n: 99 } }", "{ n: 5 }")]
    public async Task An_update_operator_changes_what_it_names(string update, string expected)
    {
        var collection = await engines.CollectionOf(Before);
        await collection.UpdateOneAsync("{ _id: 1 }", update);
        await AssertHasAsync(collection, expected);
    }

    [Fact]
    public async Task The_positional_operator_changes_the_element_the_filter_met()
    {
        var collection = await engines.CollectionOf(Before);
        await collection.UpdateOneAsync("{ _id: 1, 'visits.id': 2 }", "{ $set: { 'visits.$.state': 'booked' } }");
        await AssertHasAsync(collection, "{ visits: [{ id: 1, state: 'held' }, { id: 2, state: 'booked' }] }");
    }

    [Fact]
    public async Task Array_filters_choose_the_elements()
    {
        var collection = await engines.CollectionOf(Before);
        await collection.UpdateOneAsync("{ _id: 1 }", "{ $set: { 'visits.$[v].state': 'booked' } }", new UpdateOptions
        {
            ArrayFilters = [new BsonDocumentArrayFilterDefinition<BsonDocument>(BsonDocument.Parse("{ 'v.id': 2 }"))],
        });
        await AssertHasAsync(collection, "{ visits: [{ id: 1, state: 'held' }, { id: 2, state: 'booked' }] }");
    }

    [Fact]
    public async Task A_pipeline_update_computes_from_the_document()
    {
        var collection = await engines.CollectionOf(Before);
        var pipeline = new BsonDocumentStagePipelineDefinition<BsonDocument, BsonDocument>(
        [
            BsonDocument.Parse("{ $set: { total: { $sum: '$list' }, visits: { $filter: { input: '$visits', cond: { $ne: ['$$this.id', 1] } } } } }"),
            BsonDocument.Parse("{ $unset: 'at' }"),
        ]);
        await collection.UpdateOneAsync("{ _id: 1 }", Builders<BsonDocument>.Update.Pipeline(pipeline));
        await AssertHasAsync(collection, "{ total: 6, visits: [{ id: 2, state: 'held' }], at: null }");
    }

    [Fact]
    public async Task A_version_filtered_update_matches_its_version_and_no_other()
    {
        var collection = await engines.CollectionOf(Before);
        const string next = "{ $set: { version: 2 }, $push: { list: { $each: [4], $slice: -200 } } }";
        var won = await collection.UpdateOneAsync("{ _id: 1, version: 1 }", next);
        var lost = await collection.UpdateOneAsync("{ _id: 1, version: 1 }", next);
        Assert.Equal((1, 1), (won.MatchedCount, won.ModifiedCount));
        Assert.Equal((0, 0), (lost.MatchedCount, lost.ModifiedCount));
    }

    [Fact]
    public async Task An_update_that_changes_nothing_matches_and_modifies_nothing()
    {
        var collection = await engines.CollectionOf(Before);
        var result = await collection.UpdateOneAsync("{ _id: 1 }", "{ $set: { n: 5 } }");
        Assert.Equal((1, 0), (result.MatchedCount, result.ModifiedCount));
    }

    [Fact]
    public async Task An_upsert_inserts_once_and_updates_from_then_on()
    {
        var collection = engines.Collection("docs");
        var upsert = new UpdateOptions { IsUpsert = true };
        var inserted = await collection.UpdateOneAsync("{ _id: 'a' }", "{ $inc: { n: 1 }, $setOnInsert: { first: true } }", upsert);
        var updated = await collection.UpdateOneAsync("{ _id: 'a' }", "{ $inc: { n: 1 }, $setOnInsert: { first: true } }", upsert);
        Assert.Equal("a", inserted.UpsertedId.AsString);
        Assert.Null(updated.UpsertedId);
        await AssertHasAsync(collection, "{ n: 2, first: true }");
    }

    [Fact]
    public async Task An_upsert_whose_filter_misses_the_document_of_that_id_is_a_duplicate_key_and_changes_nothing()
    {
        var collection = await engines.CollectionOf("{ _id: 1, version: 7 }");
        var failure = await Assert.ThrowsAsync<MongoWriteException>(() => collection.UpdateOneAsync(
            "{ _id: 1, version: { $lt: 5 } }", "{ $set: { version: 5 } }", new UpdateOptions { IsUpsert = true }));
        Assert.Equal(11000, failure.WriteError.Code);
        await AssertHasAsync(collection, "{ version: 7 }");
        await Assert.ThrowsAsync<MongoCommandException>(() => collection.FindOneAndUpdateAsync<BsonDocument>(
            "{ _id: 1, version: { $lt: 5 } }", "{ $set: { version: 5 } }", new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true }));
        await AssertHasAsync(collection, "{ version: 7 }");
    }

    [Fact]
    public async Task Replace_and_update_many_work()
    {
        var collection = await engines.CollectionOf(Before, "{ _id: 2, version: 1 }");
        Assert.Equal(2, (await collection.UpdateManyAsync("{ version: 1 }", "{ $inc: { version: 1 } }")).ModifiedCount);
        Assert.Equal(1, (await collection.ReplaceOneAsync("{ _id: 1, version: 2 }", BsonDocument.Parse("{ _id: 1, version: 3 }"))).ModifiedCount);
        Assert.Equal("{ \"_id\" : 1, \"version\" : 3 }", (await collection.Find("{ _id: 1 }").SingleAsync()).ToJson());
    }

    [Fact]
    public async Task Find_one_and_update_gives_the_document_before_or_after()
    {
        var collection = await engines.CollectionOf(Before, "{ _id: 2, n: 1 }");
        var after = await collection.FindOneAndUpdateAsync<BsonDocument>("{}", "{ $inc: { n: 1 } }", new FindOneAndUpdateOptions<BsonDocument>
        {
            Sort = "{ n: 1 }",
            ReturnDocument = ReturnDocument.After,
            Projection = "{ n: 1 }",
        });
        Assert.Equal("{ \"_id\" : 2, \"n\" : 2 }", after.ToJson());
        Assert.Equal(2, (await collection.FindOneAndUpdateAsync("{ _id: 2 }", "{ $inc: { n: 1 } }"))["n"].AsInt32);
        Assert.Null(await collection.FindOneAndUpdateAsync("{ _id: 3 }", "{ $inc: { n: 1 } }"));
    }

    [Fact]
    public async Task A_bulk_write_does_all_its_kinds_of_writes()
    {
        var collection = await engines.CollectionOf("{ _id: 1, n: 1 }", "{ _id: 2, n: 1 }", "{ _id: 3, n: 1 }");
        var result = await collection.BulkWriteAsync(
        [
            new InsertOneModel<BsonDocument>(BsonDocument.Parse("{ _id: 4, n: 1 }")),
            new UpdateOneModel<BsonDocument>("{ _id: 1 }", "{ $inc: { n: 1 } }"),
            new UpdateOneModel<BsonDocument>("{ _id: 2 }", "{ $inc: { n: 1 } }"),
            new UpdateOneModel<BsonDocument>("{ _id: 9 }", "{ $set: { n: 1 } }") { IsUpsert = true },
            new ReplaceOneModel<BsonDocument>("{ _id: 2 }", BsonDocument.Parse("{ _id: 2, n: 7 }")),
            new DeleteOneModel<BsonDocument>("{ _id: 3 }"),
        ]);
        Assert.Equal((1, 3, 1, 1), (result.InsertedCount, result.ModifiedCount, result.Upserts.Count, result.DeletedCount));
        var left = await collection.Find("{}").Sort("{ _id: 1 }").ToListAsync();
        Assert.Equal("1:2,2:7,4:1,9:1", string.Join(',', left.Select(document => $"{document["_id"]}:{document["n"]}")));
    }

    [Fact]
    public async Task An_update_the_engine_refuses_says_why_with_mongodbs_code()
    {
        var collection = await engines.CollectionOf(Before);
        var immutable = await Assert.ThrowsAsync<MongoWriteException>(() => collection.UpdateOneAsync("{ _id: 1 }", "{ $set: { _id: 2 } }"));
        Assert.Equal(66, immutable.WriteError.Code);
        var unknown = await Assert.ThrowsAsync<MongoWriteException>(() => collection.UpdateOneAsync("{ _id: 1 }", "{ $nonsense: { n: 2 } }"));
        Assert.Equal(9, unknown.WriteError.Code);
    }

    static async Task AssertHasAsync(IMongoCollection<BsonDocument> collection, string expected)
    {
        var document = await collection.Find("{}").SingleAsync();
        foreach (var field in BsonDocument.Parse(expected))
            Assert.Equal(field.Value, document.GetValue(field.Name, BsonNull.Value));
    }
}
