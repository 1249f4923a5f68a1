using System.Collections.Concurrent;

namespace ClinicNetwork.MongoWire;

/// <summary>
/// Where cursors stand between two <c>getMore</c>s. The engine keeps the results (in files for sorted ones) and gives a
/// continuation document; only that is held here, so a cursor pins no connection.
/// </summary>
sealed class CursorStore(int capacity, TimeProvider time)
{
    sealed record Cursor(string Database, byte[] Continuation, long Used);

    readonly ConcurrentDictionary<long, Cursor> _cursors = new();

    public void Keep(long id, string database, byte[] continuation)
    {
        _cursors[id] = new Cursor(database, continuation, time.GetTimestamp());
        if (_cursors.Count > capacity && _cursors.MinBy(cursor => cursor.Value.Used) is { Key: var oldest })
            _cursors.TryRemove(oldest, out _);
    }

    /// <summary>Takes a cursor out; whoever continues it keeps it again. Two at a time on one cursor cannot be.</summary>
    public byte[]? Take(long id, string database) =>
        _cursors.TryGetValue(id, out var cursor) && cursor.Database == database && _cursors.TryRemove(id, out cursor)
            ? cursor.Continuation
            : null;
}
