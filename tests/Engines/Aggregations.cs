using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class Aggregations(EngineFixture engines)
{
    [Theory]
    [InlineData("[{ $match: { chain: 'a' } }, { $sort: { _id: -1 } }, { $limit: 1 }, { $project: { n: 1 } }]", "[{ _id: 3, n: 30 }]")]
    [InlineData("[{ $group: { _id: '$chain', total: { $sum: '$n' }, count: { $sum: 1 }, top: { $max: '$n' } } }, { $sort: { _id: 1 } }]", "[{ _id: 'a', total: 60, count: 3, top: 30 }, { _id: 'b', total: 40, count: 1, top: 40 }]")]
    [InlineData("[{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { _id: 1 } }]", "[{ _id: 'x', n: 2 }, { _id: 'y', n: 1 }]")]
    [InlineData("[{ $match: { _id: { $lte: 2 } } }, { $set: { double: { $multiply: ['$n', 2] } } }, { $unset: ['tags', 'chain', 'n', 'at'] }, { $sort: { _id: 1 } }]", "[{ _id: 1, double: 20 }, { _id: 2, double: 40 }]")]
    [InlineData("[{ $sort: { _id: 1 } }, { $skip: 3 }, { $replaceRoot: { newRoot: { only: '$n' } } }]", "[{ only: 40 }]")]
    [InlineData("[{ $match: { n: { $gt: 10 } } }, { $count: 'many' }]", "[{ many: 3 }]")]
    [InlineData("[{ $facet: { all: [{ $count: 'n' }], big: [{ $match: { n: { $gte: 30 } } }, { $count: 'n' }] } }]", "[{ all: [{ n: 4 }], big: [{ n: 2 }] }]")]
    [InlineData("[{ $match: { _id: 1 } }, { $project: { _id: 0, tags: { $size: '$tags' }, grade: { $cond: [{ $gt: ['$n', 5] }, 'high', 'low'] }, when: { $dateToString: { date: '$at', format: '%Y-%m-%d' } } } }]", "[{ tags: 2, grade: 'high', when: '2026-01-02' }]")]
    [InlineData("[{ $bucket: { groupBy: '$n', boundaries: [0, 25, 50], output: { count: { $sum: 1 } } } }]", "[{ _id: 0, count: 2 }, { _id: 25, count: 2 }]")]
    public async Task A_pipeline_computes_what_it_says(string pipeline, string expected)
    {
        var collection = await engines.CollectionOf(
            "{ _id: 1, chain: 'a', n: 10, tags: ['x', 'y'], at: ISODate('2026-01-02T03:04:05Z') }",
            "{ _id: 2, chain: 'a', n: 20, tags: ['x'] }",
            "{ _id: 3, chain: 'a', n: 30 }",
            "{ _id: 4, chain: 'b', n: 40 }");
        Assert.Equal(Array(expected).ToJson(), new BsonArray(await AggregateAsync(collection, pipeline)).ToJson());
    }

    [Fact]
    public async Task Lookup_joins_another_collection()
    {
        var visits = await engines.CollectionOf("{ _id: 1, room: 'r1' }", "{ _id: 2, room: 'none' }");
        var rooms = await engines.CollectionOf("{ _id: 'r1', name: 'Blue' }");
        var joined = await AggregateAsync(visits,
            $"[{{ $lookup: {{ from: '{rooms.CollectionNamespace.CollectionName}', localField: 'room', foreignField: '_id', as: 'rooms' }} }}, {{ $sort: {{ _id: 1 }} }}, {{ $project: {{ names: '$rooms.name' }} }}]");
        Assert.Equal(Array("[{ _id: 1, names: ['Blue'] }, { _id: 2, names: [] }]"), new BsonArray(joined));
    }

    [Fact]
    public async Task An_aggregation_cursor_gives_every_result_over_many_batches()
    {
        var collection = engines.Collection("docs");
        await collection.InsertManyAsync(Enumerable.Range(0, 500).Select(id => new BsonDocument { { "_id", id }, { "k", id % 250 } }));
        using var cursor = await collection.AggregateAsync<BsonDocument>(
            new[] { BsonDocument.Parse("{ $group: { _id: '$k', n: { $sum: 1 } } }"), BsonDocument.Parse("{ $sort: { _id: 1 } }") },
            new AggregateOptions { BatchSize = 17 });
        Assert.Equal(Enumerable.Range(0, 250), (await cursor.ToListAsync()).Select(document => document["_id"].AsInt32));
    }

    static BsonArray Array(string json) => BsonDocument.Parse($"{{ a: {json} }}")["a"].AsBsonArray;

    static Task<List<BsonDocument>> AggregateAsync(IMongoCollection<BsonDocument> collection, string pipeline) =>
        collection.Aggregate<BsonDocument>(Array(pipeline).Select(stage => stage.AsBsonDocument).ToArray()).ToListAsync();
}
