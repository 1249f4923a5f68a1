namespace ClinicNetwork.Scheduling.Booking;

/// <summary>Where an attempt's series stands. Claims of a series count while it is placing, held or booked, and only those of its round.</summary>
public abstract record Stage;

/// <summary>Nothing heard of it yet.</summary>
public sealed record Unknown : Stage;

/// <summary>A stage in which the series is wanted.</summary>
public abstract record Wanted : Stage
{
    /// <summary>Grows each time placing starts over, so that a slow or dead predecessor cannot commit.</summary>
    public required int Round { get; init; }
    public required Order Order { get; init; }
}

/// <summary>Claims are being written under this round; only this round may commit.</summary>
public sealed record Placing : Wanted
{
    /// <summary>When somebody else takes over: the placer has crashed.</summary>
    public required DateTimeOffset TakeOverAt { get; init; }
    /// <summary>Since when it waited for slots, if it did: it keeps its place in the queue.</summary>
    public DateTimeOffset? WaitedSince { get; init; }
}

/// <summary>No whole series fitted; it is tried again by itself.</summary>
public sealed record Waiting : Wanted
{
    public required DateTimeOffset Since { get; init; }
    public required DateTimeOffset RetryAt { get; init; }
    public required NoSlotsReason Reason { get; init; }
    public required string Text { get; init; }
    /// <summary>As in <see cref="Order.Urgency"/>, for the order of the queue.</summary>
    public required int Urgency { get; init; }
}

/// <summary>A stage in which the series has its place.</summary>
public abstract record Placed : Wanted
{
    public required SeriesPlan Plan { get; init; }
}

/// <summary>Every claim is written; lapses at its expiry unless booked.</summary>
public sealed record Held : Placed
{
    public required DateTimeOffset Expires { get; init; }
}

/// <summary>All visits are booked.</summary>
public sealed record Booked : Placed
{
    public IReadOnlyList<VisitOutcome> Outcomes { get; init; } = [];
    /// <summary>When outcomes that are still missing become a matter for the coordinator; null after that.</summary>
    public DateTimeOffset? OverdueAt { get; init; }
    /// <summary>True once the last visit lies in the past and an outcome is missing.</summary>
    public bool OutcomesMissing { get; init; }
}

/// <summary>Every visit has its outcome.</summary>
public sealed record Completed : Placed
{
    public required IReadOnlyList<VisitOutcome> Outcomes { get; init; }
}

/// <summary>Ended for good. A release heard before the request looks the same, and names no chain until the request has come.</summary>
public sealed record Released : Stage
{
    public required ReleaseReason Reason { get; init; }
    /// <summary>The place it had; null when it never had one.</summary>
    public SeriesPlan? Plan { get; init; }
    /// <summary>True when it had been booked, so that its appointments show as cancelled.</summary>
    public bool WasBooked { get; init; }
    /// <summary>Of visits that had one before; they stay.</summary>
    public IReadOnlyList<VisitOutcome> Outcomes { get; init; } = [];
}
