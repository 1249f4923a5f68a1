using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using ClinicNetwork.Local.Demo;
using ClinicNetwork.Verify;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit.Abstractions;

namespace Tests.Network;

/// <summary>Every process of the network dies in turn, without a warning, while referrals come in.</summary>
[Collection(OnNetwork.Name)]
public sealed class Recovery(NetworkFixture network, ITestOutputHelper output)
{
    const int Referrals = 200;
    const int SendersAtOnce = 12;
    static readonly string[] Services = ["referral", "scheduling", "insurance", "operations", "gateway"];
    static readonly string[] Engines = ["rabbitmq", "postgres", "mongo-wire"];

    sealed record Sent(string Id, string Partner, string Expected);

    [Fact]
    public async Task Whatever_is_killed_under_load_every_acknowledged_referral_ends_once_and_as_it_should()
    {
        var run = Random.Shared.NextInt64(1L << 40, 1L << 41);
        var victims = new Queue<string>([.. Services, .. network.OwnsEngines ? Engines : []]);
        var every = Referrals / (victims.Count + 1);
        var hospitals = new Dictionary<string, HttpClient>();
        foreach (var partner in ClinicNetwork.Local.Partner.All) hospitals[partner.Id] = await network.As(partner.Id);
        var acknowledged = new ConcurrentBag<Sent>();
        var (taken, again) = (0, 0);

        await Parallel.ForEachAsync(Load(run), new ParallelOptions { MaxDegreeOfParallelism = SendersAtOnce }, async (next, _) =>
        {
            var answer = await hospitals[next.Referral.Partner.Id].SendUntilTaken(next.Referral.Bundle.ToJsonString());
            acknowledged.Add(new(answer.Id, next.Referral.Partner.Id, next.Expected));
            if (answer.Status == HttpStatusCode.OK) Interlocked.Increment(ref again);
            if (Interlocked.Increment(ref taken) % every != 0) return;
            string? victim;
            lock (victims) victims.TryDequeue(out victim);
            if (victim is null) return;
            output.WriteLine($"killing {victim} after {taken} referrals");
            await network.Kill(victim);
        });

        Assert.Empty(victims);
        Assert.Equal(Referrals, acknowledged.Select(s => s.Id).Distinct().Count());
        await EachEnds(acknowledged);
        await EachIsThereOnce(run);
        await HospitalsAndOperatorsSeeTheSame(acknowledged, hospitals);
        await EachBookedOnceWithItsUnits([.. acknowledged.Where(s => s.Expected == "booked")]);
        await network.NobodyWaits();
        Assert.Empty((await Verifier.Verify(network.Network.MongoDb, network.Prefix, settled: TimeSpan.Zero)).Violations);
        output.WriteLine($"{again} were stored before, but their hospital had not heard so");
        foreach (var group in acknowledged.GroupBy(s => s.Expected)) output.WriteLine($"{group.Key} {group.Count()}");
    }

    /// <summary>Made-up referrals, and how each must end: by its case alone, whatever happens meanwhile.</summary>
    static IEnumerable<(MadeUpReferral Referral, string Expected)> Load(long run) =>
        new ReferralGenerator(run, DateTimeOffset.Parse("2026-11-20T10:00:00Z", CultureInfo.InvariantCulture)).Take(Referrals)
            .Select((referral, i) => (referral, Expected(Case.Mix[i % Case.Mix.Length])));

    static string Expected(Case about) => about switch
    {
        { Deceased: true } => "rejected",
        { Diagnosis.Text: "Fracture of the forearm" } or { Payer.Name: "Quarry Hill Mutual Aid" } => "review",
        { Payer: null or { Name: "Medicare" } } => "estimate",
        _ => "booked",
    };

    async Task EachEnds(IReadOnlyCollection<Sent> sent)
    {
        var wrong = "";
        await Probe.Until(async () =>
        {
            var ends = await Ends();
            var open = sent.Where(s => ends.GetValueOrDefault(s.Id) != s.Expected).ToList();
            wrong = string.Join("; ", open.Take(10).Select(s => $"{s.Id} {s.Expected}, is {ends.GetValueOrDefault(s.Id)}"));
            return open.Count == 0;
        }, () => $"each referral ends as its case expects (not so: {wrong}); the last that scheduling says: {LastWords("scheduling")}", minutes: 4);
    }

    /// <summary>How each referral stands; empty while the database, killed last, is not back: that is then asked again.</summary>
    async Task<Dictionary<string, string>> Ends()
    {
        try
        {
            return (await network.All("referral", "referrals", "{ 'state.businessStatus': 1, 'state.stage': 1 }"))
                .ToDictionary(r => r["_id"].AsString, End);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            return [];
        }
    }

    /// <summary>The last lines of a service's log, for whoever must find out what went wrong.</summary>
    string LastWords(string service) =>
        string.Join(Environment.NewLine, File.ReadLines(Path.Combine(network.State, "logs", $"{service}.log")).TakeLast(40));

    static string End(BsonDocument referral)
    {
        var state = referral["state"].AsBsonDocument;
        var hold = state["stage"].AsBsonDocument.TryGetValue("hold", out var h) && h.IsBsonDocument ? h["reason"].AsString : null;
        return state["businessStatus"].AsString switch
        {
            "Rejected" => "rejected",
            "Scheduled" => "booked",
            _ when hold == "EstimateAcceptance" => "estimate",
            _ when hold == "Review" => "review",
            _ => hold ?? referral.Stage(),
        };
    }

    /// <summary>However often a hospital had to send, there is one referral for each order.</summary>
    async Task EachIsThereOnce(long run)
    {
        var orders = (await network.All("referral", "referrals", "{ 'state.placer.value': 1 }")).Select(r => r["state"]["placer"]["value"].AsString)
            .Where(o => o.StartsWith($"DEMO-{run.ToString("X", CultureInfo.InvariantCulture)}-", StringComparison.Ordinal)).ToList();
        Assert.Equal((Referrals, Referrals), (orders.Count, orders.Distinct().Count()));
    }

    /// <summary>The hospital's Task and the operators' overview, which hears of everything by events alone, agree.</summary>
    async Task HospitalsAndOperatorsSeeTheSame(IReadOnlyCollection<Sent> sent, Dictionary<string, HttpClient> hospitals)
    {
        var tasks = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (s, _) => tasks[s.Id] = Hospital.Short(await hospitals[s.Partner].Get($"fhir/Task/{s.Id}")));
        var behind = "";
        await Probe.Until(async () =>
        {
            var rows = (await network.Collection("operations", "referrals").Find(FilterDefinition<BsonDocument>.Empty).ToListAsync()).ToDictionary(r => r["_id"].AsString, Row);
            behind = string.Join("; ", tasks.Where(t => rows.GetValueOrDefault(t.Key) != t.Value).Take(5).Select(t => $"{t.Key} {t.Value}, overview {rows.GetValueOrDefault(t.Key)}"));
            return behind.Length == 0;
        }, () => $"the overview has caught up (behind: {behind})");

        static string Row(BsonDocument row) => $"{row["status"]} {row["businessStatus"]} {row.GetValue("statusReason", "")}".Trim();
    }

    async Task EachBookedOnceWithItsUnits(IReadOnlyCollection<Sent> booked)
    {
        await Parallel.ForEachAsync(booked, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (s, _) =>
        {
            var referral = await network.Referral(s.Id);
            Assert.Single(referral.Facts(), "SeriesBooked");
            var attempt = referral["state"]["stage"]["attempt"].AsInt32;
            var series = await network.Series(s.Id, attempt);
            Assert.Equal("Booked", series.Stage());
            var visits = series["state"]["stage"]["plan"]["visits"].AsBsonArray.Count;
            Assert.Equal(Enumerable.Repeat($"{s.Id}-{attempt}", visits), await network.Claims(s.Id));
            Assert.Equal(Enumerable.Repeat("Reserved", visits), (await network.Authorization(s.Id)).Units(attempt));
        });
    }
}
