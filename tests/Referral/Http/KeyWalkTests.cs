using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>Lists walked on the engine itself, with everything it hands out counted.</summary>
[Collection(OnEngines.Name)]
public sealed class KeyWalkTests(Engines engines)
{
    const int PageSize = 50;
    static readonly string[] Lists = ["partner/a.b/any/arrived", "partner/c/any/arrived"];
    static readonly DateTimeOffset Now = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    /// <summary>A burst at one instant, a busy hour, years with little, and as many that belong to another list.</summary>
    static IEnumerable<DateTimeOffset> Times() =>
        [.. Enumerable.Repeat(Now.AddDays(-3), 400), .. Enumerable.Range(0, 600).Select(i => Now.AddSeconds(-5 * i)), .. Enumerable.Range(0, 200).Select(i => Now.AddDays(-9 * i))];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_are_read_once_in_order_and_no_page_reads_much_more_than_it_shows(bool newestFirst)
    {
        new ServiceCollection().AddReferral();
        var (database, handedOut) = ($"walk-{Guid.NewGuid():N}", 0);
        var settings = MongoClientSettings.FromConnectionString(engines.MongoDb);
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandSucceededEvent>(done => Interlocked.Add(ref handedOut, HandedOut(done)));
        using var client = new MongoClient(settings);
        try
        {
            var documents = new MongoDocuments<Referral, ReferralFact>(client.GetDatabase(database), "referrals", new BsonDocument("state.keys", 1));
            await documents.CreateIndexes(default);
            Document[] all = [.. Times().Select((at, i) => Referred(i, at, Lists[i % 2])), .. Times().Select((at, i) => Referred(10_000 + i, at, "partner/a-b/any/arrived"))];
            await documents.Collection.InsertManyAsync(all);
            var walk = new KeyWalk<Referral, ReferralFact>(documents.Collection, "state.keys", r => r.Keys!, new Standing(Now));

            var (seen, most, sum) = (new List<Document>(), 0, 0);
            for (SearchCursor? after = null; ;)
            {
                handedOut = 0;
                var (found, next) = await walk.Page(Lists, newestFirst, null, null, after, PageSize, Builders<Document>.Projection.Exclude(d => d.History), _ => true, default);
                (seen, most, sum, after) = ([.. seen, .. found], Math.Max(most, handedOut), sum + handedOut, next is null ? null : SearchCursor.TryRead(next.ToString()));
                if (after is null) break;
                Assert.Equal(PageSize, found.Count);
            }

            var times = seen.Select(d => d.State.ReceivedAt).ToList();
            Assert.Equal(Times().Count(), seen.Select(d => d.Id).Distinct().Count());
            Assert.Equal(Times().Count(), seen.Count);
            Assert.Equal(newestFirst ? times.OrderDescending() : times.Order(), times);
            // A page that ends at the burst looks for its beginning; the others find theirs at once.
            Assert.InRange(most, PageSize, PageSize * 24);
            Assert.InRange(sum, seen.Count, seen.Count * 8);
        }
        finally
        {
            await engines.Drop(database);
        }
    }

    static Document Referred(int number, DateTimeOffset at, string list) =>
        ReferralIds.Hash($"{number}")[..32] is var id ? new() { Id = id, State = Referral.Initial with { ReferralId = id, ReceivedAt = at, Keys = [ListKey.For(list, at, id)] } } : null!;

    static int HandedOut(CommandSucceededEvent done) =>
        done.CommandName is "find" or "getMore" && done.Reply["cursor"].AsBsonDocument is var cursor ? (cursor.GetValue("firstBatch", null) ?? cursor["nextBatch"]).AsBsonArray.Count : 0;

    sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
