using ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>
/// Several events of one referral become one write. An event's message is acknowledged when its row is stored, or when
/// a newer event of the same referral has taken its place: what a crash loses here comes again from the queue.
/// </summary>
public sealed class Coalescer(ReferralRows rows, Changes changes, TimeProvider clock) : BackgroundService
{
    /// <summary>What people look for is stored after this.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(400);
    /// <summary>A referral on its way between two services changes again by itself; its intermediate steps wait this long for the next.</summary>
    public static readonly TimeSpan Patient = TimeSpan.FromSeconds(8);

    readonly Lock gate = new();
    readonly Dictionary<string, Waiting> waiting = [];

    sealed record Waiting(ReferralStatusChanged Event, DateTimeOffset Due, TaskCompletionSource Stored);

    /// <summary>A referral's first event and every state that lasts are due soon; a step in between may wait.</summary>
    public static TimeSpan Delay(ReferralStatusChanged e) =>
        e.Version > 1 && e is { BusinessStatus: "2.0" or "3.0", Status: not "on-hold" } ? Patient : Soon;

    /// <summary>Completes when the event, or a newer one of its referral, is stored or sure to come again.</summary>
    public Task Add(ReferralStatusChanged e, CancellationToken ct)
    {
        Waiting mine, replaced;
        lock (gate)
        {
            if (waiting.TryGetValue(e.ReferralId, out var known) && (known.Event.Version > e.Version || known.Event == e)) return Task.CompletedTask;
            var due = clock.GetUtcNow() + Delay(e);
            // A first sight that is due soon stays so when the next step overtakes it.
            mine = new(e, known is null || due < known.Due ? due : known.Due, new(TaskCreationOptions.RunContinuationsAsynchronously));
            replaced = known ?? mine;
            waiting[e.ReferralId] = mine;
        }
        if (replaced != mine) replaced.Stored.TrySetResult();
        return mine.Stored.Task.WaitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Soon / 2, clock);
        try
        {
            while (await tick.WaitForNextTickAsync(stopping)) await Store(Take(clock.GetUtcNow()));
        }
        catch (OperationCanceledException)
        {
            await Store(Take(DateTimeOffset.MaxValue));
        }
    }

    List<Waiting> Take(DateTimeOffset until)
    {
        lock (gate)
        {
            var due = waiting.Values.Where(w => w.Due <= until).ToList();
            foreach (var w in due) waiting.Remove(w.Event.ReferralId);
            return due;
        }
    }

    async Task Store(List<Waiting> due)
    {
        if (due.Count == 0) return;
        try
        {
            await rows.Save([.. due.Select(w => ReferralRow.Of(w.Event))], CancellationToken.None);
            foreach (var w in due) w.Stored.TrySetResult();
            var now = clock.GetUtcNow();
            changes.Tell(due.Where(w => w.Event.IsNews).Max(w => (TimeSpan?)(now - w.Event.At)), now);
        }
        catch (Exception e)
        {
            // Each consumer hears of it, and its retries bring the events back.
            foreach (var w in due) w.Stored.TrySetException(e);
        }
    }
}
