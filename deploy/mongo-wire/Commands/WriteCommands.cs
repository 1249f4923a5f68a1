using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Npgsql;

namespace ClinicNetwork.MongoWire.Commands;

/// <summary>insert, update, delete and findAndModify. Each is one PostgreSQL transaction, synced to disk before the answer.</summary>
sealed class WriteCommands(DocumentDbApi api)
{
    const int UpsertTries = 2;

    const string InsertSql = "select p_result::bytea, p_success from documentdb_api.insert($1, $2, $3, null)";
    const string UpdateSql = "select p_result::bytea, p_success from documentdb_api.update($1, $2, $3, null)";
    const string DeleteSql = "select p_result::bytea, p_success from documentdb_api.delete($1, $2, $3, null)";
    const string FindAndModifySql = "select p_result::bytea, p_success from documentdb_api.find_and_modify($1, $2, null)";

    readonly UpsertGate _gate = new();

    public Task<byte[]> Insert(WireRequest request, CancellationToken cancellation) =>
        WriteAsync(InsertSql, "documents", request, cancellation);

    public Task<byte[]> Delete(WireRequest request, CancellationToken cancellation) =>
        WriteAsync(DeleteSql, "deletes", request, cancellation);

    public Task<byte[]> Update(WireRequest request, CancellationToken cancellation)
    {
        var statements = Statements(request);
        var filters = statements.Where(statement => IsTrue(statement, "upsert"u8)).Select(statement => Filter(statement, "q"u8)).ToArray();
        return filters.Length == 0
            ? WriteAsync(UpdateSql, "updates", request, cancellation)
            : _gate.PassAsync(request, filters, () => UpsertAsync(request, statements.Count == 1, cancellation), cancellation);
    }

    public Task<byte[]> FindAndModify(WireRequest request, CancellationToken cancellation) =>
        IsTrue(request.Body, "upsert"u8)
            ? _gate.PassAsync(request, [Filter(request.Body, "query"u8)], () => FindAndUpsertAsync(request, cancellation), cancellation)
            : api.CallAsync(FindAndModifySql, DocumentDbApi.Bson, cancellation, request.Database, request.Body);

    // An insert outside the gate may still come first; the next try then finds its document.
    async Task<byte[]> UpsertAsync(WireRequest request, bool single, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var (reply, success) = await CallAsync(UpdateSql, "updates", request, cancellation);
            if (success)
                return reply;
            var result = WithMongoCodes(reply);
            if (tries == UpsertTries || !single || !IsDuplicateKey(result))
                return result.ToBson();
        }
    }

    async Task<byte[]> FindAndUpsertAsync(WireRequest request, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await api.CallAsync(FindAndModifySql, DocumentDbApi.Bson, cancellation, request.Database, request.Body);
            }
            catch (CommandException e) when (e.Code == SqlStates.DuplicateKey && tries < UpsertTries)
            {
                // Tried again as a whole: the statement was rolled back.
            }
        }
    }

    async Task<byte[]> WriteAsync(string sql, string sequenceName, WireRequest request, CancellationToken cancellation)
    {
        var (reply, success) = await CallAsync(sql, sequenceName, request, cancellation);
        return success ? reply : WithMongoCodes(reply).ToBson();
    }

    Task<(byte[] Reply, bool Success)> CallAsync(string sql, string sequenceName, WireRequest request, CancellationToken cancellation)
    {
        if (request.SequenceName.Length > 0 && request.SequenceName != sequenceName)
            throw CommandException.BadValue($"{request.Name} takes a sequence of {sequenceName} only");
        object? sequence = request.SequenceName.Length > 0 ? request.Sequence : null;
        return api.CallAsync(sql, ReadResult, cancellation, request.Database, request.Body, sequence);
    }

    static (byte[] Reply, bool Success) ReadResult(NpgsqlDataReader row) => (DocumentDbApi.Bson(row), row.GetBoolean(1));

    /// <summary>Puts MongoDB's codes where DocumentDB has packed SQLSTATEs.</summary>
    static BsonDocument WithMongoCodes(byte[] reply)
    {
        var result = BsonSerializer.Deserialize<BsonDocument>(reply);
        foreach (var error in Errors(result))
        {
            var (code, _) = SqlStates.Mongo(SqlStates.Unpack(error["code"].ToInt32()));
            error["code"] = code;
            if (code == SqlStates.DuplicateKey)
                error["errmsg"] = $"E11000 {error["errmsg"].AsString}";
        }
        return result;
    }

    static IEnumerable<BsonDocument> Errors(BsonDocument result) =>
        result.TryGetValue("writeErrors", out var errors) ? errors.AsBsonArray.Select(error => error.AsBsonDocument) : [];

    static bool IsDuplicateKey(BsonDocument result) =>
        Errors(result).Any(error => error["code"] == SqlStates.DuplicateKey);

    static List<ReadOnlyMemory<byte>> Statements(WireRequest request) =>
        request.SequenceName.Length > 0
            ? BsonStructure.Documents(request.Sequence)
            : [.. request.Document.GetValue("updates", new BsonArray()).AsBsonArray.Select(update => (ReadOnlyMemory<byte>)update.ToBson())];

    static bool IsTrue(ReadOnlyMemory<byte> document, ReadOnlySpan<byte> field) =>
        BsonStructure.Find(document.Span, field, BsonTypes.Boolean) is [1];

    static ReadOnlyMemory<byte> Filter(ReadOnlyMemory<byte> statement, ReadOnlySpan<byte> field)
    {
        var filter = BsonStructure.Find(statement.Span, field, BsonTypes.Document);
        return filter.IsEmpty ? throw CommandException.BadValue("a filter has to be a document") : filter.ToArray();
    }
}
