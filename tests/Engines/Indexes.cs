using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class Indexes(EngineFixture engines)
{
    static readonly IndexKeysDefinitionBuilder<BsonDocument> Keys = Builders<BsonDocument>.IndexKeys;

    [Fact]
    public async Task A_unique_index_refuses_the_second_of_a_pair_whether_inserted_or_updated()
    {
        var collection = engines.Collection("docs");
        await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Keys.Ascending("chain").Ascending("number"), new CreateIndexOptions { Unique = true }));
        await collection.InsertManyAsync([BsonDocument.Parse("{ _id: 1, chain: 'a', number: 1 }"), BsonDocument.Parse("{ _id: 2, chain: 'a', number: 2 }"), BsonDocument.Parse("{ _id: 3, chain: 'b', number: 1 }")]);
        var inserted = await Assert.ThrowsAsync<MongoWriteException>(() => collection.InsertOneAsync(BsonDocument.Parse("{ _id: 4, chain: 'a', number: 1 }")));
        var updated = await Assert.ThrowsAsync<MongoWriteException>(() => collection.UpdateOneAsync("{ _id: 2 }", "{ $set: { number: 1 } }"));
        var found = await Assert.ThrowsAsync<MongoCommandException>(() => collection.FindOneAndUpdateAsync("{ _id: 2 }", "{ $set: { number: 1 } }"));
        Assert.Equal((11000, 11000, 11000), (inserted.WriteError.Code, updated.WriteError.Code, found.Code));
    }

    [Fact]
    public async Task A_partial_unique_index_counts_only_the_documents_it_covers()
    {
        var collection = engines.Collection("docs");
        await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(
            Keys.Ascending("slot"), new CreateIndexOptions<BsonDocument> { Unique = true, PartialFilterExpression = "{ live: true }" }));
        await collection.InsertManyAsync([BsonDocument.Parse("{ slot: 1, live: false }"), BsonDocument.Parse("{ slot: 1, live: false }"), BsonDocument.Parse("{ slot: 1, live: true }")]);
        var failure = await Assert.ThrowsAsync<MongoWriteException>(() => collection.InsertOneAsync(BsonDocument.Parse("{ slot: 1, live: true }")));
        Assert.Equal(11000, failure.WriteError.Code);
    }

    [Fact]
    public async Task Created_indexes_are_listed_with_their_options_and_dropped_ones_are_not()
    {
        var collection = engines.Collection("docs");
        await collection.Indexes.CreateManyAsync(
        [
            new(Keys.Ascending("due"), new CreateIndexOptions<BsonDocument> { Name = "due", PartialFilterExpression = "{ due: { $exists: true } }" }),
            new(Keys.Ascending("chain").Descending("at"), new CreateIndexOptions { Name = "chain_at" }),
            new(Keys.Ascending("expires"), new CreateIndexOptions { Name = "ttl", ExpireAfter = TimeSpan.FromHours(1) }),
        ]);
        var listed = (await (await collection.Indexes.ListAsync()).ToListAsync()).ToDictionary(index => index["name"].AsString);
        Assert.Equal(["_id_", "chain_at", "due", "ttl"], listed.Keys.Order());
        Assert.Equal(3600, listed["ttl"]["expireAfterSeconds"].ToInt32());
        Assert.Equal(BsonDocument.Parse("{ due: { $exists: true } }"), listed["due"]["partialFilterExpression"]);
        Assert.Equal(BsonDocument.Parse("{ chain: 1, at: -1 }"), listed["chain_at"]["key"]);

        await collection.Indexes.DropOneAsync("due");
        await collection.Indexes.DropAllAsync();
        Assert.Equal("_id_", Assert.Single(await (await collection.Indexes.ListAsync()).ToListAsync())["name"].AsString);
    }

    [Fact]
    public async Task Creating_an_index_again_changes_nothing_and_creating_it_otherwise_is_refused()
    {
        var collection = engines.Collection("docs");
        var model = new CreateIndexModel<BsonDocument>(Keys.Ascending("k"), new CreateIndexOptions { Name = "k" });
        await collection.Indexes.CreateOneAsync(model);
        await collection.Indexes.CreateOneAsync(model);
        var failure = await Assert.ThrowsAsync<MongoCommandException>(() => collection.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(Keys.Ascending("k"), new CreateIndexOptions { Name = "k", Unique = true })));
        Assert.Equal(86, failure.Code);
    }

    [Fact]
    public async Task An_index_on_a_full_collection_is_built_when_the_command_answers()
    {
        var collection = engines.Collection("docs");
        await collection.InsertManyAsync(Enumerable.Range(0, 500).Select(id => new BsonDocument { { "_id", id }, { "k", id } }));
        await collection.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Keys.Ascending("k"), new CreateIndexOptions { Unique = true }));
        var failure = await Assert.ThrowsAsync<MongoWriteException>(() => collection.InsertOneAsync(new BsonDocument("k", 7)));
        Assert.Equal(11000, failure.WriteError.Code);
    }

    [Fact]
    public async Task A_unique_index_on_documents_that_break_it_is_refused()
    {
        var collection = await engines.CollectionOf("{ k: 1 }", "{ k: 1 }");
        var failure = await Assert.ThrowsAsync<MongoCommandException>(() => collection.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(Keys.Ascending("k"), new CreateIndexOptions { Unique = true })));
        Assert.Equal(11000, failure.Code);
    }
}
