using ClinicNetwork.Engines;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

/// <summary>The engines of this test run and an unmodified driver. Tests run one after the other, because some kill engines.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    EngineLease? _lease;
    MongoClient? _client;

    public EngineLease Lease => _lease!;

    public IMongoDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _lease = await EngineLease.AcquireAsync();
        _client = new MongoClient(_lease.MongoConnectionString);
        Database = _client.GetDatabase($"conformance-{Guid.NewGuid():N}");
    }

    /// <summary>A collection that no other test has.</summary>
    public IMongoCollection<BsonDocument> Collection(string purpose) =>
        Database.GetCollection<BsonDocument>($"{purpose}-{Guid.NewGuid():N}").WithWriteConcern(WriteConcern.WMajority.With(journal: true));

    /// <summary>A collection that holds documents written as JSON.</summary>
    public async Task<IMongoCollection<BsonDocument>> CollectionOf(params string[] documents)
    {
        var collection = Collection("docs");
        await collection.InsertManyAsync(documents.Select(BsonDocument.Parse));
        return collection;
    }

    public async Task DisposeAsync()
    {
        if (Database is not null)
            await Database.Client.DropDatabaseAsync(Database.DatabaseNamespace.DatabaseName);
        _client?.Dispose();
        if (_lease is not null)
            await _lease.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class OnEngines : ICollectionFixture<EngineFixture>
{
    public const string Name = "engines";
}
