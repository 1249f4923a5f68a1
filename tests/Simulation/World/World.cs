using System.Globalization;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>
/// One thread, one seed, one clock. Everything that happens is an entry in one queue ordered by virtual time; code of the product that awaits
/// goes on when its entry comes up, so that any two steps of any two instances may come in any order, and the same seed plays the same history.
/// </summary>
sealed class World(int seed) : SynchronizationContext
{
    static readonly DateTimeOffset Beginning = new(2026, 10, 19, 13, 0, 0, TimeSpan.Zero);
    readonly PriorityQueue<Action, (long At, long Number)> entries = new();
    readonly Queue<(SendOrPostCallback Call, object? State)> ready = new();
    readonly List<string> log = [];
    long number;
    Exception? failure;

    public int Seed => seed;
    public Random Random { get; } = new(seed);
    public DateTimeOffset Now { get; private set; } = Beginning;
    /// <summary>Entries played so far.</summary>
    public int Played { get; private set; }
    /// <summary>True: every step is written down for a person to read.</summary>
    public bool Writes { get; init; }
    public IReadOnlyList<string> Log => log;
    /// <summary>How often what has happened: what a history was about.</summary>
    public SortedDictionary<string, int> Tally { get; } = new(StringComparer.Ordinal);

    public void Count(string what) => Tally[what] = Tally.GetValueOrDefault(what) + 1;

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>One of them.</summary>
    public T Any<T>(IReadOnlyList<T> all) => all[Random.Next(all.Count)];

    /// <summary>Some time, short ones more often than long ones.</summary>
    public TimeSpan Some(TimeSpan longest) => longest * Math.Pow(Random.NextDouble(), 3);

    public void Write(string line)
    {
        if (Writes) log.Add(string.Create(CultureInfo.InvariantCulture, $"{Now:MM-dd HH:mm:ss.fff}  {line}"));
    }

    /// <summary>Something happens then, and goes on as long as it awaits.</summary>
    public void At(DateTimeOffset at, Action what) => entries.Enqueue(what, ((at < Now ? Now : at).UtcTicks, number++));

    public void In(TimeSpan after, Action what) => At(Now + after, what);

    /// <summary>Begins a flow of the product's code; what it throws is a fault of the product.</summary>
    public async void Begin(Func<Task> flow)
    {
        try
        {
            await flow();
        }
        catch (Exception e) when (e is not Crash)
        {
            failure ??= e;
        }
        catch (Crash)
        {
            // The instance is gone; whoever waits for it waits in vain.
        }
    }

    /// <summary>Completes when its turn comes; what else is due until then comes first.</summary>
    public Task Pause(TimeSpan after)
    {
        var turn = new TaskCompletionSource();
        In(after, turn.SetResult);
        return turn.Task;
    }

    /// <summary>Plays until nothing is left to happen before <paramref name="end"/>.</summary>
    public void Play(DateTimeOffset end, int mostEntries)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            Drain();
            while (entries.TryPeek(out _, out var next) && next.At <= end.UtcTicks)
            {
                if (Played++ > mostEntries) throw new InvalidOperationException($"The network does not come to rest: {mostEntries} steps until {Now:O}");
                var what = entries.Dequeue();
                Now = new(next.At, TimeSpan.Zero);
                what();
                Drain();
            }
            if (Now < end) Now = end;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    void Drain()
    {
        while (ready.TryDequeue(out var call))
        {
            call.Call(call.State);
            if (failure is not null) throw new InvalidOperationException($"The product failed at {Now:O}: {failure.Message}", failure);
        }
        if (failure is not null) throw new InvalidOperationException($"The product failed at {Now:O}: {failure.Message}", failure);
    }

    public override void Post(SendOrPostCallback d, object? state) => ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}

/// <summary>An instance has died in the middle of what it did.</summary>
sealed class Crash : Exception;
