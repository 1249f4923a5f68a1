using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Engines;

[Collection(OnEngines.Name)]
public sealed class Crashes(EngineFixture engines)
{
    [Theory]
    [InlineData("postgres")]
    [InlineData("mongo-wire")]
    public async Task An_engine_killed_under_inserts_comes_back_and_loses_none_that_was_acknowledged(string engine)
    {
        var collection = engines.Collection("docs");
        await collection.InsertOneAsync(new BsonDocument("_id", "first"));
        var acknowledged = new ConcurrentBag<string>();
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 16).Select(writer => Task.Run(() => WriteAsync(writer))).ToArray();

        await Probe.Until(() => acknowledged.Count > 500, "inserts are under way");
        await engines.Lease.KillAsync(engine);
        var before = acknowledged.Count;
        await Probe.Until(() => acknowledged.Count > before + 500, "inserts go on after the kill");
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        var stored = (await collection.Find("{}").Project("{ _id: 1 }").ToListAsync()).Select(document => document["_id"].AsString).ToHashSet();
        Assert.Superset(acknowledged.ToHashSet(), stored);

        async Task WriteAsync(int writer)
        {
            for (var number = 0; !enough.IsCancellationRequested; number++)
            {
                var id = $"{writer}-{number}";
                try
                {
                    await collection.InsertOneAsync(new BsonDocument("_id", id));
                    acknowledged.Add(id);
                }
                catch (Exception e) when (e is MongoException or TimeoutException)
                {
                    // Not acknowledged: stored or not, both are right.
                }
            }
        }
    }

    [Fact]
    public async Task RabbitMq_killed_is_started_again_on_the_same_port()
    {
        var before = engines.Lease.RabbitMqConnectionString;
        await engines.Lease.KillAsync("rabbitmq");
        Assert.Equal(before, engines.Lease.RabbitMqConnectionString);
        await Probe.Until(() => AmqpGreeting.AnswersAsync(new Uri(before).Port), "RabbitMQ takes connections");
    }
}
