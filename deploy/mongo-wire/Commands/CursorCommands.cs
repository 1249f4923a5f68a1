using System.Globalization;
using MongoDB.Bson;
using Npgsql;

namespace ClinicNetwork.MongoWire.Commands;

/// <summary>The commands that answer with a cursor, and those that go on with one or end it.</summary>
sealed class CursorCommands(DocumentDbApi api, CursorStore cursors)
{
    const int CursorNotFound = 43;
    const string GetMoreSql = "select cursorpage::bytea, continuation::bytea from documentdb_api.cursor_get_more($1, $2, $3)";
    const string KillSql = "select documentdb_api_internal.delete_cursors($1)::bytea";

    readonly record struct Page(byte[] Reply, byte[]? Continuation, long CursorId);

    public Task<byte[]> Find(WireRequest request, CancellationToken cancellation) => FirstPageAsync("find", request, cancellation);

    public Task<byte[]> Aggregate(WireRequest request, CancellationToken cancellation) => FirstPageAsync("aggregate", request, cancellation);

    public Task<byte[]> ListCollections(WireRequest request, CancellationToken cancellation) => FirstPageAsync("list_collections", request, cancellation);

    public Task<byte[]> ListIndexes(WireRequest request, CancellationToken cancellation) => FirstPageAsync("list_indexes", request, cancellation);

    public async Task<byte[]> GetMore(WireRequest request, CancellationToken cancellation)
    {
        var id = request.Int64("getMore"u8) ?? throw CommandException.BadValue("getMore wants a cursor id");
        var continuation = cursors.Take(id, request.Database)
            ?? throw new CommandException(CursorNotFound, "CursorNotFound", $"cursor id {id} not found");
        var page = await api.CallAsync(
            GetMoreSql,
            row => new Page(DocumentDbApi.Bson(row), Continuation(row), id),
            cancellation,
            request.Database, request.Body, continuation);
        return Answer(page, request);
    }

    public async Task<byte[]> KillCursors(WireRequest request, CancellationToken cancellation)
    {
        var asked = request.Document.GetValue("cursors", new BsonArray()) as BsonArray ?? throw CommandException.BadValue("cursors has to be an array");
        if (asked.Any(id => id is not BsonInt64))
            throw CommandException.BadValue("cursors has to hold cursor ids");
        var found = asked.Where(id => cursors.Take(id.AsInt64, request.Database) is not null).ToArray();
        if (found.Length > 0)
            await api.CallAsync(KillSql, row => true, cancellation, new object?[] { found.Select(id => id.AsInt64).ToArray() });
        return new BsonDocument
        {
            { "cursorsKilled", new BsonArray(found) },
            { "cursorsNotFound", new BsonArray(asked.Except(found)) },
            { "cursorsAlive", new BsonArray() },
            { "cursorsUnknown", new BsonArray() },
            { "ok", 1.0 },
        }.ToBson();
    }

    async Task<byte[]> FirstPageAsync(string function, WireRequest request, CancellationToken cancellation)
    {
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"select cursorpage::bytea, continuation::bytea, cursorid from documentdb_api.{function}_cursor_first_page($1, $2)");
        var page = await api.CallAsync(
            sql,
            row => new Page(DocumentDbApi.Bson(row), Continuation(row), row.GetInt64(2)),
            cancellation,
            request.Database, request.Body);
        return Answer(page, request);
    }

    byte[] Answer(Page page, WireRequest request)
    {
        if (page.Continuation is { } continuation)
            cursors.Keep(page.CursorId, request.Database, continuation);
        return page.Reply;
    }

    static byte[]? Continuation(NpgsqlDataReader row) => row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1);
}
