namespace ClinicNetwork.Referrals;

/// <summary>
/// Sends side by side, some for each subscription and no more: one whose endpoint hangs holds up nobody else, nor the sweep. What finds no
/// room is left where it lies; it is due again by itself.
/// </summary>
public sealed class Post(TimeProvider clock, ILogger<Post> log)
{
    /// <summary>Of one subscription.</summary>
    public const int AtOnce = 4;
    /// <summary>Of one subscription, behind those.</summary>
    const int MostWaiting = 200;
    /// <summary>The longest that an endpoint is waited for.</summary>
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(10);
    /// <summary>What is due is in hand for half a minute: what is begun later than this could be sent by another instance at the same time.</summary>
    static readonly TimeSpan Fresh = Delivery.InHand - LongestAttempt - TimeSpan.FromSeconds(2);

    readonly Lock gate = new();
    readonly Dictionary<string, Lane> lanes = [];
    /// <summary>What is in hand, and what has asked for it meanwhile: it is looked at once more.</summary>
    readonly Dictionary<string, Letter?> inHand = [];

    sealed class Lane
    {
        public int Running { get; set; }
        public Queue<Letter> Waiting { get; } = [];
    }

    sealed record Letter(string Id, DateTimeOffset Taken, Func<CancellationToken, Task> Send);

    /// <summary>Takes a document to send; never waits. The same one again, while it is in hand, comes after itself.</summary>
    public void Take(string subscription, string id, Func<CancellationToken, Task> send, CancellationToken ct)
    {
        var letter = new Letter(id, clock.GetUtcNow(), send);
        lock (gate)
        {
            if (inHand.ContainsKey(id))
            {
                inHand[id] = letter;
                return;
            }
            if (!lanes.TryGetValue(subscription, out var lane)) lanes[subscription] = lane = new();
            if (lane.Running == AtOnce && lane.Waiting.Count == MostWaiting) return;
            inHand.Add(id, null);
            if (lane.Running == AtOnce)
            {
                lane.Waiting.Enqueue(letter);
                return;
            }
            lane.Running++;
        }
        _ = Run(subscription, letter, ct);
    }

    async Task Run(string subscription, Letter? letter, CancellationToken ct)
    {
        for (; letter is not null; letter = Next(subscription, letter))
            try
            {
                if (clock.GetUtcNow() - letter.Taken < Fresh) await letter.Send(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning("{Id} could not be sent and is due again: {Kind}", letter.Id, e.GetType().Name);
            }
    }

    Letter? Next(string subscription, Letter done)
    {
        lock (gate)
        {
            var lane = lanes[subscription];
            if (inHand.Remove(done.Id, out var again) && again is not null)
            {
                inHand.Add(again.Id, null);
                lane.Waiting.Enqueue(again);
            }
            if (lane.Waiting.TryDequeue(out var next)) return next;
            if (--lane.Running == 0) lanes.Remove(subscription);
            return null;
        }
    }
}
