using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Operations.Figures;
using ClinicNetwork.Operations.Referrals;
using FsCheck;
using FsCheck.Fluent;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Every referral is counted once, whatever order its events come in, however often, whoever counts and however that ends.</summary>
public sealed class BooksTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    static readonly DateTimeOffset From = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), To = From.AddDays(14);
    static readonly string[] Chains = ["bay-state-therapy", "pilgrim.bodywork"];

    /// <summary>What happens: a snapshot of a referral arrives (0–5), somebody keeps the books (6–7), or dies over them (8–9).</summary>
    static readonly Arbitrary<(int Referral, int Version, int What)[]> AnyLife =
        Gen.Choose(0, 4).SelectMany(referral => Gen.Choose(1, 9).SelectMany(version => Gen.Choose(0, 9).Select(what => (referral, version, what)))).ArrayOf().ToArbitrary();

    [Fact]
    public void The_books_say_what_the_newest_snapshots_say_whatever_happens_in_between()
    {
        var (database, dying) = (operations.EmptyDatabase(), new Dying());
        var mortal = operations.EmptyDatabase(settings => settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(dying.Hear)).Client.GetDatabase(database.DatabaseNamespace.DatabaseName);
        var (rows, lives) = (new ReferralRows(database), 0);
        Tallies[] instances = [new(database, rows), new(mortal, new(mortal))];
        Prop.ForAll(AnyLife, life => IsRight(rows, new(database), instances, dying, life, ++lives).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(12));
        Assert.True(dying.Deaths > 0, "nobody died");
    }

    static async Task<bool> IsRight(ReferralRows rows, Books books, Tallies[] instances, Dying dying, (int Referral, int Version, int What)[] life, int number)
    {
        foreach (var (referral, version, what) in life)
            if (what < 6) await rows.Save([ReferralRow.Of(At($"{number}-{referral}", version))], default);
            else if (what < 8) await instances[what - 6].Count(default);
            else
            {
                dying.After = version % 4;
                try { await instances[1].Count(default); }
                catch (Exception e) when (e is MongoException or OperationCanceledException or InvalidOperationException) { }
                dying.After = null;
            }
        while (await instances[0].Count(default))
        {
        }
        var (said, right) = (await Read(books), Right(await rows.Collection.Find(FilterDefinition<ReferralRow>.Empty).ToListAsync()));
        return said.Count == right.Count && right.All(r => said.GetValueOrDefault(r.Key) == r.Value);
    }

    [Fact]
    public async Task Rebuilt_from_snapshots_told_again_the_books_are_the_same_as_they_were_live()
    {
        var (live, rebuilt) = (operations.EmptyDatabase(), operations.EmptyDatabase());
        var liveRows = new ReferralRows(live);
        var liveTallies = new Tallies(live, liveRows);
        foreach (var version in Enumerable.Range(1, 9))
        {
            await liveRows.Save([.. Enumerable.Range(0, 30).Select(i => ReferralRow.Of(At($"{i}", version)))], default);
            if (version % 2 == 0) await liveTallies.Count(default);
        }
        while (await liveTallies.Count(default))
        {
        }
        var rows = new ReferralRows(rebuilt);
        var tallies = new Tallies(rebuilt, rows);
        await rows.Save([.. Enumerable.Range(0, 30).Select(i => ReferralRow.Of(At($"{i}", 9)))], default);
        // Once more, as a second telling would: nothing is counted twice.
        await tallies.Count(default);
        await rows.Save([.. Enumerable.Range(0, 30).Select(i => ReferralRow.Of(At($"{i}", 9)))], default);
        while (await tallies.Count(default))
        {
        }
        Assert.Equal(await Read(new(live)), await Read(new(rebuilt)));
    }

    [Fact]
    public async Task A_range_costs_the_same_for_a_thousand_referrals_as_for_ten()
    {
        Assert.Equal(await Documents(10), await Documents(1000));

        async Task<int> Documents(int count)
        {
            var read = 0;
            var database = operations.EmptyDatabase(settings => settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandSucceededEvent>(answer =>
            {
                if (answer.Reply.TryGetValue("cursor", out var cursor)) Interlocked.Add(ref read, cursor.AsBsonDocument.GetValue("firstBatch", cursor.AsBsonDocument.GetValue("nextBatch", new BsonArray())).AsBsonArray.Count);
            }));
            var rows = new ReferralRows(database);
            var tallies = new Tallies(database, rows);
            await rows.Save([.. Enumerable.Range(0, count).Select(i => ReferralRow.Of(At($"{i}-same", 9) with { Chain = Chains[0] }))], default);
            while (await tallies.Count(default))
            {
            }
            read = 0;
            Assert.Equal(count, RangeCounts.Of(await new Books(database).Read(Chains[0], From, To, default))["received"]);
            return read;
        }
    }

    [Fact]
    public void A_referral_whose_events_say_nothing_of_milestones_is_counted_as_received()
    {
        var moments = Moments.Of(Some.Event(Some.Id(), 1));
        Assert.Equal(["received/2026110209"], moments);
    }

    [Fact]
    public void What_was_entered_in_error_is_not_counted() => Assert.Empty(Moments.Of(Some.Event(Some.Id(), 2, status: "entered-in-error")));

    [Theory]
    [InlineData(4, 0), InlineData(5, 0), InlineData(6, 1), InlineData(86_400, 19), InlineData(86_401, 20)]
    public void A_duration_lies_in_its_class(int minutes, int expected) => Assert.Equal(expected, Durations.Class(TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void The_median_of_classes_lies_within_the_class_of_the_middle_one()
    {
        Assert.Null(Durations.Median(new Dictionary<int, int>()));
        Assert.InRange(Durations.Median(new Dictionary<int, int> { [0] = 1, [3] = 5, [8] = 2 })!.Value, 30, 60);
        Assert.Equal(2.5, Durations.Median(new Dictionary<int, int> { [0] = 7 }));
    }

    /// <summary>Snapshot of a referral as its owner tells it: each version has come further, and says all that the earlier ones said.</summary>
    static ReferralStatusChanged At(string id, int version)
    {
        var received = From.AddHours(StringComparer.Ordinal.Compare(id, "3") > 0 ? 40 : 3).AddMinutes(id.Length * 7);
        DateTimeOffset? From3(int reached, int hours) => version >= reached ? received.AddHours(hours) : null;
        return Some.Event(id, version, version < 3 ? "2.0" : version < 8 ? "5.1.1" : "7.0", version < 8 ? "in-progress" : "completed", chain: Chains[id.Length % 2], location: version > 3 ? "boston" : null) with
        {
            ReceivedAt = received,
            At = received.AddHours(version),
            Payer = version > 4 ? "blue-maple" : null,
            ReportAcknowledged = From3(9, 90),
            Milestones = new() { Acknowledged = From3(2, 1), Accepted = From3(2, 1), NoSlots = From3(3, 2), Scheduled = From3(4, 20), Seen = From3(5, 48), Treated = From3(7, 70), Reported = From3(8, 71), Attended = version > 5 ? [new(2026, 11, 5)] : null, Missed = version > 6 ? [new(2026, 11, 6)] : null },
        };
    }

    static async Task<Dictionary<(string, Cut, string), int>> Read(Books books)
    {
        var hours = new List<HourCounts>();
        foreach (var chain in Chains) hours.AddRange(await books.Read(chain, From, To, default));
        return hours.SelectMany(h => h.Counts.Select(c => (Key: (h.Hour, h.Cut, c.Key), c.Value))).ToDictionary(c => c.Key, c => c.Value);
    }

    static Dictionary<(string, Cut, string), int> Right(IEnumerable<ReferralRow> rows) =>
        rows.SelectMany(r => r.Moments!.Select(Moments.Parts).Select(m => (m.Hour, new Cut(r.Chain, r.Partner, r.Location, r.Payer), m.Measure))).GroupBy(m => m).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>An instance that dies before one of its writes.</summary>
    sealed class Dying
    {
        /// <summary>So many writes it lives; null: for ever.</summary>
        public int? After { get; set; }
        public int Deaths { get; private set; }

        public void Hear(CommandStartedEvent command)
        {
            if (After is not { } left || command.CommandName is not ("update" or "insert")) return;
            After = left - 1;
            if (left > 0) return;
            Deaths++;
            throw new OperationCanceledException("it dies here");
        }
    }
}
