using System.Collections.Concurrent;
using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.WaitingLists;
using MongoDB.Driver.Core.Events;

namespace ClinicNetwork.Tests.Scheduling.Engine;

/// <summary>Many wait, and the service has been away for hours.</summary>
public sealed class Fairness(Engines engines) : SharedDatabase(engines)
{
    const int Waiters = 500;
    /// <summary>Documents that the sweep moves at the same time: so many may be on their way into the line.</summary>
    const int OnTheirWay = 32;
    static readonly TimeSpan Promise = TimeSpan.FromMinutes(10);

    readonly ConcurrentQueue<string> looks = new();

    /// <summary>Each look at a waiting series begins with its patient's time.</summary>
    void Note(CommandStartedEvent command)
    {
        if (command.CommandName == "find" && command.Command["find"].AsString == "patients") looks.Enqueue(command.Command["filter"]["_id"].AsString);
    }

    /// <summary>A series that has waited since then and is long due; nothing will fit, because it is covered until yesterday.</summary>
    static Document<Series, SeriesFact> Waits(string chain, int n, string priority, DateTimeOffset since)
    {
        var order = Some.Order(1, 1, priority, chain) with { CoveredUntil = new(2026, 11, 29) };
        SeriesFact[] facts =
        [
            new PlacementBegun { ReferralId = $"{chain}-w{n}", Attempt = 1, Order = order, PatientKey = $"patient-{n}", TakeOverAt = since },
            new NoSlotsFound { Reason = NoSlotsReason.NoRoomOrTime, Text = "full", Since = since, RetryAt = since + SeriesDecider.RetryEvery },
        ];
        var state = facts.Aggregate(Series.Initial, (s, f) => s.Evolve(f));
        return new() { Id = state.Key.ToString(), Chain = chain, Version = 2, At = since, Due = state.Due, State = state, History = [.. facts.Select(f => new Recorded<SeriesFact>(f, since, Actor.Timer, 2, null))] };
    }

    [Fact]
    public async Task After_a_pause_of_hours_each_of_five_hundred_is_looked_at_by_rank_and_within_its_promise()
    {
        var instance = await Start(Note);
        var random = new Random(5);
        var waiting = Enumerable.Range(0, Waiters).Select(n => Waits("bay-state-therapy", n,
            new[] { "routine", "urgent", "asap", "stat" }[random.Next(4)], Clock.GetUtcNow() - TimeSpan.FromHours(3) + TimeSpan.FromSeconds(random.Next(7200)))).ToList();
        await instance.Documents.InsertManyAsync(waiting);
        List<string> byRank = [.. waiting.Select(d => d.State).OrderBy(s => ((Waiting)s.Stage).Urgency).ThenBy(s => ((Waiting)s.Stage).Since).ThenBy(s => s.Key.ToString(), StringComparer.Ordinal)
            .Select(s => $"{s.Chain}|{s.PatientKey}")];
        var resumed = Clock.GetUtcNow();

        while (looks.Distinct().Count() < Waiters)
        {
            await instance.Sweep();
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(Clock.GetUtcNow() - resumed < Promise, $"only {looks.Distinct().Count()} of {Waiters} were looked at");
        }

        var order = looks.Distinct().Select((patient, place) => (Rank: byRank.IndexOf(patient), place)).ToList();
        Assert.All(order, o => Assert.InRange(order.Count(later => later.place > o.place && later.Rank < o.Rank), 0, OnTheirWay));
        Assert.InRange(looks.Count, Waiters, 2 * Waiters);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_promised_for_the_next_look()
    {
        var instance = await Start(Note);
        await instance.Documents.InsertOneAsync(Waits("bay-state-therapy", 1, "routine", Clock.GetUtcNow()));
        var seen = new List<DateTimeOffset> { Clock.GetUtcNow() };

        while (seen.Count < 10)
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            await instance.Sweep();
            if (looks.Count >= seen.Count) seen.Add(Clock.GetUtcNow());
            Assert.True(Clock.GetUtcNow() - seen[^1] <= Promise + TimeSpan.FromSeconds(20), "nobody looked");
        }
        Assert.Equal(9, looks.Count);
    }

    [Fact]
    public async Task A_chain_whose_searches_hang_does_not_hold_up_another()
    {
        using var go = new SemaphoreSlim(0);
        var hanging = 0;
        var instance = await Start(command =>
        {
            Note(command);
            if (command.CommandName == "find" && command.Command["find"].AsString == "patients" && command.Command["filter"]["_id"].AsString.StartsWith("bay", StringComparison.Ordinal) && Interlocked.Increment(ref hanging) == 1)
                go.Wait();
        });
        var since = Clock.GetUtcNow() - TimeSpan.FromHours(3);
        await instance.Documents.InsertManyAsync(Enumerable.Range(0, 100).Select(n => Waits("bay-state-therapy", n, "stat", since.AddSeconds(n))));
        await instance.Documents.InsertManyAsync(Enumerable.Range(0, 20).Select(n => Waits("pilgrim-bodywork", n, "routine", since.AddHours(1))));

        var sweep = Task.Run(instance.Sweep);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (looks.Count(l => l.StartsWith("pilgrim", StringComparison.Ordinal)) < 20) await Task.Delay(20, patience.Token);

        Assert.Single(looks, l => l.StartsWith("bay", StringComparison.Ordinal));
        go.Release();
        await sweep;
    }
}
