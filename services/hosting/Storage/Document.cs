namespace ClinicNetwork.Hosting;

/// <summary>One aggregate as stored: everything that must be true together, changed by one filtered update.</summary>
public sealed class Document<TState, TFact>
{
    public required string Id { get; init; }
    public string Chain { get; set; } = "";
    /// <summary>Grows by one with each write; the filter of the next.</summary>
    public long Version { get; set; }
    /// <summary>When it was last written.</summary>
    public DateTimeOffset At { get; set; }
    /// <summary>When the sweeper turns to this document; absent when time does not move it.</summary>
    public DateTimeOffset? Due { get; set; }
    /// <summary>How often the sweeper has turned to it since its last write, each time later.</summary>
    public int DueTries { get; set; }
    /// <summary>Ids, codes and numbers.</summary>
    public required TState State { get; set; }
    public List<Recorded<TFact>> History { get; set; } = [];
    /// <summary>What people wrote, by its name: the one place of it. Read only by who asks for it.</summary>
    public Dictionary<string, string> Personal { get; set; } = [];
    /// <summary>Events written with the state and not yet known to be on the broker.</summary>
    public List<OutboxEntry> Outbox { get; set; } = [];
    /// <summary>Since when the outbox holds something; absent when it is empty.</summary>
    public DateTimeOffset? OutboxSince { get; set; }
    /// <summary>When the sweeper turns to the outbox; absent when it is empty.</summary>
    public DateTimeOffset? OutboxDue { get; set; }
    /// <summary>How often it has turned to it in vain, each time later.</summary>
    public int OutboxTries { get; set; }
    /// <summary>Ids of the newest messages handled, at most <see cref="SeenLimit"/>.</summary>
    public List<Guid> Seen { get; set; } = [];

    public const int SeenLimit = 128;
    /// <summary>The history is looked at once in so many versions: counting costs a read.</summary>
    public const int TrimEvery = 50;

    /// <summary>The words kept under this name; null when there are none.</summary>
    public string? Words(string name) => Personal.GetValueOrDefault(name);
}

/// <summary>What one write changes. Everything else of the document stays as it is.</summary>
/// <param name="Recorded">Facts to append to the history.</param>
/// <param name="Words">Entries to put into the personal place.</param>
/// <param name="Outbox">The whole outbox from now on.</param>
/// <param name="OutboxSince">Null when it is empty.</param>
/// <param name="Seen">Ids to remember.</param>
public sealed record Change<TState, TFact>(
    TState State, string Chain, long Version, DateTimeOffset At, DateTimeOffset? Due, IReadOnlyList<Recorded<TFact>> Recorded,
    IReadOnlyDictionary<string, string> Words, IReadOnlyList<OutboxEntry> Outbox, DateTimeOffset? OutboxSince, IReadOnlyList<Guid> Seen)
{
    /// <summary>How long an event may wait in its outbox before somebody else than its writer publishes it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    public DateTimeOffset? OutboxDue => OutboxSince is null ? null : At + Grace;
}
