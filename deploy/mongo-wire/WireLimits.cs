namespace ClinicNetwork.MongoWire;

/// <summary>What the gateway accepts at most. Whatever goes beyond closes its connection with a log line.</summary>
public sealed record WireLimits
{
    /// <summary>Bytes of one message, header included. MongoDB's own limit is 48 million.</summary>
    public int MessageBytes { get; init; } = 48_000_000;

    /// <summary>Bytes of one BSON document that is stored. Announced to clients; the engine enforces it.</summary>
    public int DocumentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Levels of documents and arrays inside each other, the command included; MongoDB's own limit.</summary>
    public int NestingDepth { get; init; } = 200;

    /// <summary>Documents in one insert, update or delete; the engine's own limit.</summary>
    public int WriteBatch { get; init; } = 25_000;

    /// <summary>Client connections at one time.</summary>
    public int Connections { get; init; } = 2_000;

    /// <summary>Connections to PostgreSQL at one time; commands beyond wait for one.</summary>
    public int PostgresConnections { get; init; } = 48;

    /// <summary>Open cursors at one time; the one unused for longest goes first.</summary>
    public int Cursors { get; init; } = 5_000;

    /// <summary>How long a connection may be silent between messages. Drivers close theirs after ten minutes.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the rest of a message may take once it has begun.</summary>
    public TimeSpan MessageTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command waits for PostgreSQL to take connections, for example while it restarts.</summary>
    public TimeSpan PostgresPatience { get; init; } = TimeSpan.FromSeconds(10);
}
