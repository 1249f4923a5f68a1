namespace ClinicNetwork.Scheduling.WaitingLists;

/// <summary>A series that waits for slots, and its rank in its chain's queue: the most urgent first, then the oldest.</summary>
/// <param name="Urgency">0 for the most urgent.</param>
public sealed record Waiter(string Id, string Chain, int Urgency, DateTimeOffset Since)
{
    /// <summary>The order of the queue.</summary>
    public static IComparer<Waiter> ByRank { get; } = Comparer<Waiter>.Create((a, b) =>
        (a.Urgency, a.Since).CompareTo((b.Urgency, b.Since)) is not 0 and var rank ? rank : string.CompareOrdinal(a.Id, b.Id));
}

/// <summary>Reads a chain's queue of waiting series: a port, as <see cref="Hosting.IDocuments{TState, TFact}"/> is.</summary>
public interface IWaitingQueue
{
    /// <summary>The first of the queue, by rank.</summary>
    /// <param name="due">Only those that are due by then; null: all.</param>
    /// <param name="after">Only those that rank behind this one; null: all.</param>
    Task<IReadOnlyList<Waiter>> First(string chain, DateTimeOffset? due, Waiter? after, int limit, CancellationToken ct);
}
