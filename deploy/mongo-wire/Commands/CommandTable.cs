using System.Collections.Frozen;

namespace ClinicNetwork.MongoWire.Commands;

/// <summary>Answers one command: gives the reply document as BSON.</summary>
delegate Task<byte[]> CommandHandler(WireRequest request, CancellationToken cancellation);

/// <summary>All commands the gateway knows, by the name on the wire.</summary>
sealed class CommandTable
{
    const int CommandNotFound = 59;

    readonly FrozenDictionary<string, CommandHandler> _handlers;

    public CommandTable(DocumentDbApi api, WireLimits limits, TimeProvider time)
    {
        var session = new SessionCommands(limits, time);
        var writes = new WriteCommands(api);
        var cursors = new CursorCommands(api, new CursorStore(limits.Cursors, time));
        var queries = new QueryCommands(api);
        var indexes = new IndexCommands(api);
        var collections = new CollectionCommands(api);
        _handlers = new Dictionary<string, CommandHandler>(StringComparer.Ordinal)
        {
            ["hello"] = session.Hello,
            ["isMaster"] = session.Hello,
            ["ismaster"] = session.Hello,
            ["ping"] = SessionCommands.Ok,
            ["endSessions"] = SessionCommands.Ok,
            ["refreshSessions"] = SessionCommands.Ok,
            ["killSessions"] = SessionCommands.Ok,
            ["logout"] = SessionCommands.Ok,
            ["buildInfo"] = session.BuildInfo,
            ["buildinfo"] = session.BuildInfo,
            ["getParameter"] = SessionCommands.Parameters,
            ["getLog"] = SessionCommands.EmptyLog,
            ["hostInfo"] = SessionCommands.Ok,
            ["whatsmyuri"] = SessionCommands.Ok,
            ["connectionStatus"] = SessionCommands.ConnectionStatus,
            ["startSession"] = SessionCommands.StartSession,
            ["insert"] = writes.Insert,
            ["update"] = writes.Update,
            ["delete"] = writes.Delete,
            ["findAndModify"] = writes.FindAndModify,
            ["findandmodify"] = writes.FindAndModify,
            ["find"] = cursors.Find,
            ["aggregate"] = cursors.Aggregate,
            ["getMore"] = cursors.GetMore,
            ["killCursors"] = cursors.KillCursors,
            ["listCollections"] = cursors.ListCollections,
            ["listIndexes"] = cursors.ListIndexes,
            ["count"] = queries.Count,
            ["distinct"] = queries.Distinct,
            ["createIndexes"] = indexes.Create,
            ["dropIndexes"] = indexes.Drop,
            ["create"] = collections.Create,
            ["drop"] = collections.Drop,
            ["dropDatabase"] = collections.DropDatabase,
            ["renameCollection"] = collections.Rename,
            ["collMod"] = collections.Modify,
            ["collStats"] = collections.Statistics,
            ["dbStats"] = collections.DatabaseStatistics,
            ["listDatabases"] = collections.ListDatabases,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <exception cref="CommandException">The command failed, or there is no such command.</exception>
    public Task<byte[]> AnswerAsync(WireRequest request, CancellationToken cancellation)
    {
        if (!_handlers.TryGetValue(request.Name, out var handler))
            throw new CommandException(CommandNotFound, "CommandNotFound", $"no such command: '{request.Name}'");
        if (request.Has("startTransaction"u8, BsonTypes.Boolean) || request.Has("autocommit"u8, BsonTypes.Boolean))
            throw new CommandException(20, "IllegalOperation", "Transaction numbers are only allowed on a replica set member or mongos");
        return handler(request, cancellation);
    }
}
