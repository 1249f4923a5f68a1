using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.WaitingLists;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>How waiting series and the attempts of a referral are found: held against the model and against the real engine.</summary>
public abstract class QueueContract
{
    const string Chain = "bay-state-therapy";
    static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private protected sealed record Ports(IDocuments<Series, SeriesFact> Documents, IWaitingQueue Queue, IAttempts Attempts);

    protected QueueContract()
    {
        MongoSetup.RegisterFamily(typeof(SeriesFact));
        MongoSetup.RegisterFamily(typeof(Stage));
    }

    private protected abstract Task<T> On<T>(Func<Ports, Task<T>> act);

    static Order Order(string chain, string priority) => new() { Chain = chain, Visits = 1, Techniques = [], Cadence = new() { Frequency = 1, Period = 1, Unit = "wk" }, Priority = priority };

    static Waiting Since(int minute, string priority, int dueIn = 0) => new()
    {
        Round = 1, Order = Order(Chain, priority), Since = Now.AddMinutes(minute), RetryAt = Now.AddMinutes(dueIn), Reason = default, Text = "", Urgency = Order(Chain, priority).Urgency,
    };

    Task<bool> Store(string referral, Stage stage, string chain = Chain, int attempt = 1)
    {
        var state = new Series { ReferralId = referral, Attempt = attempt, Chain = chain, Stage = stage };
        return On(p => p.Documents.TryInsert(new() { Id = $"{referral}-{attempt}", Chain = chain, Version = 1, At = Now, State = state, Due = state.Due }, default));
    }

    async Task<string> First(DateTimeOffset? due = null, Waiter? after = null, int limit = 10) =>
        string.Join(" ", (await On(p => p.Queue.First(Chain, due, after, limit, default))).Select(w => w.Id));

    [Fact]
    public async Task The_most_urgent_come_first_then_who_has_waited_longest_then_by_id()
    {
        await Store("young", Since(5, "routine"));
        await Store("old", Since(1, "routine"));
        await Store("urgent", Since(9, "stat"));
        await Store("b", Since(3, "routine"));
        await Store("a", Since(3, "routine"));
        await Store("elsewhere", Since(0, "stat"), chain: "another");
        await Store("placing", new Placing { Round = 1, Order = Order(Chain, "stat"), TakeOverAt = Now });
        Assert.Equal("urgent-1 old-1 a-1 b-1 young-1", await First());
        Assert.Equal("urgent-1 old-1", await First(limit: 2));
        Assert.Equal("b-1 young-1", await First(after: new("a-1", Chain, 3, Now.AddMinutes(3))));
        Assert.Equal("old-1 a-1 b-1 young-1", await First(after: new("urgent-1", Chain, 0, Now.AddMinutes(9))));
    }

    [Fact]
    public async Task Those_that_are_due_are_found_among_them()
    {
        await Store("later", Since(1, "stat", dueIn: 20));
        await Store("now", Since(2, "routine", dueIn: 10));
        Assert.Equal("now-1", await First(due: Now.AddMinutes(10)));
        Assert.Equal("", await First(due: Now.AddMinutes(9)));
        Assert.Equal("later-1 now-1", await First());
    }

    [Fact]
    public async Task All_attempts_of_a_referral_are_found_and_none_of_another_whose_id_begins_alike()
    {
        await Store("r1", Since(1, "routine"));
        await Store("r1", Since(1, "routine"), attempt: 2);
        await Store("r1-1", Since(1, "routine"));
        await Store("r10", Since(1, "routine"));
        Assert.Equal([1, 2], (await On(p => p.Attempts.Of("r1", default))).Select(s => s.Attempt).Order());
        Assert.Empty(await On(p => p.Attempts.Of("r", default)));
    }
}
