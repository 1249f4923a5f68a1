using System.Net.ServerSentEvents;
using ClinicNetwork.Operations.Overview;
using ClinicNetwork.Operations.Referrals;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Counts are right at any moment, whoever counts and however it ends, and cost the same however many referrals there are.</summary>
public sealed class TallyTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    static readonly string[] Chains = ["a", "b"], States = ["2.0", "3.0", "5.1.1", "7.0"];

    /// <summary>What happens to six referrals: changes, chains that they move to, counting by one of two instances, and instances that die while counting.</summary>
    static readonly Arbitrary<(int Referral, int State, int Chain, int What)[]> AnyLife = Gen.Choose(0, 5).SelectMany(referral => Gen.Choose(0, 3)
        .SelectMany(state => Gen.Choose(0, 9).SelectMany(chain => Gen.Choose(0, 9).Select(what => (referral, state, chain == 0 ? 1 : 0, what))))).ArrayOf().ToArbitrary();

    [Fact]
    public void Counts_are_what_the_rows_say_whatever_happens_in_between()
    {
        var (database, dying) = (operations.EmptyDatabase(), new Dying());
        var mortal = operations.EmptyDatabase(settings => settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(dying.Hear)).Client.GetDatabase(database.DatabaseNamespace.DatabaseName);
        var rows = new ReferralRows(database);
        Tallies[] instances = [new(database, rows), new(mortal, new(mortal))];
        Prop.ForAll(AnyLife, life => IsRight(rows, instances, dying, life).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
        Assert.True(dying.Deaths > 0, "nobody died");
    }

    /// <summary>Rows stay between the lives, so versions go on.</summary>
    static long versions;

    static async Task<bool> IsRight(ReferralRows rows, Tallies[] instances, Dying dying, (int Referral, int State, int Chain, int What)[] life)
    {
        foreach (var (referral, state, chain, what) in life)
        {
            if (what < 6) await rows.Save([ReferralRow.Of(Some.Event($"{referral}", Interlocked.Increment(ref versions), States[state], chain: Chains[chain], visits: state))], default);
            else if (what < 9) await instances[what - 6 > 1 ? 0 : what - 6].Count(default);
            else
            {
                dying.After = state;
                try { await instances[1].Count(default); }
                catch (Exception e) when (e is MongoException or OperationCanceledException or InvalidOperationException) { }
                dying.After = null;
            }
            if (what >= 6 && !await IsRight(rows, instances[0])) return false;
        }
        while (await instances[0].Count(default)) { }
        return await IsRight(rows, instances[0]);
    }

    static async Task<bool> IsRight(ReferralRows rows, Tallies tallies)
    {
        foreach (var chains in new string[]?[] { null, ["a"], ["b"] })
        {
            var stored = await rows.Collection.Find(FilterDefinition<ReferralRow>.Empty).ToListAsync();
            var said = (await tallies.Read(chains, default)).Groups.ToDictionary(g => g.Standing, g => (g.Count, g.Visits));
            var right = stored.Where(r => chains is null || chains.Contains(r.Chain)).GroupBy(r => r.Standing).ToDictionary(g => g.Key, g => (g.Count(), g.Sum(r => r.Visits)));
            if (said.Count != right.Count || right.Any(g => said.GetValueOrDefault(g.Key) != g.Value)) return false;
        }
        return true;
    }

    [Fact]
    public async Task Rows_stored_before_anything_was_counted_are_counted()
    {
        var database = operations.EmptyDatabase();
        var rows = new ReferralRows(database);
        await rows.Collection.InsertManyAsync(Enumerable.Range(0, 2500).Select(i => ReferralRow.Of(Some.Event($"{i:D5}", 1))));
        var tallies = new Tallies(database, rows);
        using var loop = new TallyLoop(tallies, rows, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<TallyLoop>.Instance);
        await loop.StartAsync(default);
        await Probe.Until(async () => (await tallies.Read(null, default)).Groups.Sum(g => g.Count), count => count == 2500);
        await loop.StopAsync(default);
    }

    [Fact]
    public async Task The_overview_reads_as_many_documents_of_a_thousand_referrals_as_of_ten()
    {
        var few = await Documents(10);
        Assert.Equal(few, await Documents(1000));

        async Task<int> Documents(int count)
        {
            var read = 0;
            var database = operations.EmptyDatabase(settings => settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandSucceededEvent>(answer =>
            {
                if (answer.Reply.TryGetValue("cursor", out var cursor)) Interlocked.Add(ref read, cursor.AsBsonDocument.GetValue("firstBatch", cursor.AsBsonDocument.GetValue("nextBatch", new BsonArray())).AsBsonArray.Count);
            }));
            var rows = new ReferralRows(database);
            var tallies = new Tallies(database, rows);
            await rows.Save([.. Enumerable.Range(0, count).Select(i => ReferralRow.Of(Some.Event($"{i}", 1)))], default);
            while (await tallies.Count(default)) { }
            read = 0;
            Assert.Equal(count, (await tallies.Read(null, default)).Groups.Sum(g => g.Count));
            return read;
        }
    }

    [Fact]
    public async Task Many_viewers_of_the_same_chains_share_what_is_rendered()
    {
        var panels = operations.App.Services.GetRequiredService<LivePanels>();
        string[] chains = [$"chain-{Some.Id()}"];
        using var leave = new CancellationTokenSource();
        var streams = Enumerable.Range(0, 50).Select(_ => panels.Follow(chains, leave.Token).GetAsyncEnumerator()).ToList();
        foreach (var stream in streams) Assert.True(await stream.MoveNextAsync());
        await operations.Coalescer.Add(Some.Event(Some.Id(), 1, chain: chains[0]), default);
        foreach (var stream in streams)
            while (stream.Current is not { EventType: "panels" } || !stream.Current.Data.Contains("General", StringComparison.OrdinalIgnoreCase)) Assert.True(await stream.MoveNextAsync());
        // One render, however many see it: they hold the very same text, or one that followed.
        Assert.True(streams.Select(stream => stream.Current.Data).Distinct(ReferenceEqualityComparer.Instance).Count() < 25, "viewers do not share what is rendered");
        await leave.CancelAsync();
        foreach (var stream in streams) await stream.DisposeAsync();
    }

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
