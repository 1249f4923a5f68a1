using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class Administration(EngineFixture engines)
{
    [Theory]
    [InlineData("{ ping: 1 }")]
    [InlineData("{ hello: 1 }")]
    [InlineData("{ isMaster: 1 }")]
    [InlineData("{ buildInfo: 1 }")]
    [InlineData("{ listDatabases: 1 }")]
    [InlineData("{ dbStats: 1 }")]
    [InlineData("{ endSessions: [] }")]
    [InlineData("{ connectionStatus: 1 }")]
    public async Task A_driver_gets_ok_from_what_it_asks_about_the_server(string command) =>
        Assert.Equal(1, (await engines.Database.RunCommandAsync<BsonDocument>(BsonDocument.Parse(command)))["ok"].ToDouble());

    [Fact]
    public async Task An_unknown_command_is_answered_as_not_found()
    {
        var failure = await Assert.ThrowsAsync<MongoCommandException>(() => engines.Database.RunCommandAsync<BsonDocument>(new BsonDocument("makeCoffee", 1)));
        Assert.Equal((59, "CommandNotFound"), (failure.Code, failure.CodeName));
    }

    [Fact]
    public async Task A_query_operator_that_does_not_exist_is_a_bad_value()
    {
        var collection = await engines.CollectionOf("{ _id: 1 }");
        var failure = await Assert.ThrowsAsync<MongoCommandException>(() => collection.Find("{ $nonsense: 1 }").ToListAsync());
        Assert.Equal(2, failure.Code);
    }

    [Fact]
    public async Task A_transaction_is_refused_by_the_driver_because_the_server_has_none()
    {
        using var session = await engines.Database.Client.StartSessionAsync();
        Assert.Throws<NotSupportedException>(() => session.StartTransaction());
    }

    [Fact]
    public async Task Collections_are_created_listed_renamed_measured_and_dropped()
    {
        using var client = new MongoClient(engines.Lease.MongoConnectionString);
        var database = client.GetDatabase($"admin-{Guid.NewGuid():N}");
        await database.CreateCollectionAsync("first");
        await database.CreateCollectionAsync("first");
        await database.GetCollection<BsonDocument>("second").InsertOneAsync([]);
        await database.RenameCollectionAsync("second", "third");
        Assert.Equal(["first", "third"], (await (await database.ListCollectionNamesAsync()).ToListAsync()).Order());
        Assert.Equal(1, (await database.RunCommandAsync<BsonDocument>(new BsonDocument("collStats", "third")))["count"].ToInt32());
        await database.DropCollectionAsync("first");
        await database.DropCollectionAsync("never-there");
        Assert.Equal(["third"], await (await database.ListCollectionNamesAsync()).ToListAsync());
        await client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
        Assert.Empty(await (await database.ListCollectionNamesAsync()).ToListAsync());
    }

    [Fact]
    public async Task An_unacknowledged_write_is_done_and_the_connection_stays_usable()
    {
        var collection = engines.Collection("docs");
        await collection.WithWriteConcern(WriteConcern.Unacknowledged).InsertOneAsync(new BsonDocument("_id", 1));
        await Probe.Until(async () => await collection.CountDocumentsAsync("{}") == 1, "the document is there");
    }

    [Fact]
    public async Task A_document_of_many_megabytes_fits_and_one_above_the_limit_does_not()
    {
        var collection = engines.Collection("docs");
        await collection.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "blob", new byte[15_000_000] } });
        Assert.Equal(15_000_000, (await collection.Find("{ _id: 1 }").SingleAsync())["blob"].AsByteArray.Length);
        await Assert.ThrowsAnyAsync<Exception>(() => collection.InsertOneAsync(new BsonDocument("blob", new byte[17_000_000])));
    }
}
