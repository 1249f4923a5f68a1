using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Npgsql;

namespace ClinicNetwork.MongoWire.Commands;

/// <summary>createIndexes, answered when the indexes are built, and dropIndexes.</summary>
sealed class IndexCommands(DocumentDbApi api)
{
    static readonly TimeSpan BuildPause = TimeSpan.FromMilliseconds(50);

    const string CreateSql = "select retval::bytea, ok, requests::bytea from documentdb_api.create_indexes_background($1, $2)";
    const string BuiltSql = "select retval::bytea, ok, complete from documentdb_api_internal.check_build_index_status($1)";
    const string DropSql = "call documentdb_api.drop_indexes($1, $2, null)";

    readonly record struct Creation(byte[] Reply, bool Ok, byte[]? Requests);

    readonly record struct Build(byte[] Reply, bool Ok, bool Complete);

    public async Task<byte[]> Create(WireRequest request, CancellationToken cancellation)
    {
        var creation = await api.CallAsync(CreateSql, ReadCreation, cancellation, request.Database, request.Body);
        if (!creation.Ok)
            throw Failure(creation.Reply);
        // An index on an empty collection is built at once and leaves an empty document of requests.
        while (creation.Requests is { Length: > 5 } requests)
        {
            var build = await api.CallAsync(BuiltSql, ReadBuild, cancellation, requests);
            if (!build.Ok)
                throw Failure(build.Reply);
            if (build.Complete)
                break;
            await Task.Delay(BuildPause, cancellation);
        }
        return creation.Reply;
    }

    public async Task<byte[]> Drop(WireRequest request, CancellationToken cancellation)
    {
        var reply = BsonSerializer.Deserialize<BsonDocument>(
            await api.CallAsync(DropSql, DocumentDbApi.BsonText, cancellation, request.Database, request.Body));
        if (!reply.GetValue("ok", false).ToBoolean())
            throw Failure(reply);
        reply["ok"] = 1.0;
        return reply.ToBson();
    }

    static Creation ReadCreation(NpgsqlDataReader row) =>
        new(DocumentDbApi.Bson(row), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2));

    static Build ReadBuild(NpgsqlDataReader row) => new(DocumentDbApi.Bson(row), row.GetBoolean(1), row.GetBoolean(2));

    static CommandException Failure(byte[] reply) => Failure(BsonSerializer.Deserialize<BsonDocument>(reply));

    // The failure is in the reply itself or in the one shard's part of it.
    static CommandException Failure(BsonDocument reply)
    {
        var failed = reply.Contains("errmsg")
            ? reply
            : reply.GetValue("raw", new BsonDocument()).AsBsonDocument.Values.OfType<BsonDocument>().FirstOrDefault(shard => shard.Contains("errmsg"));
        if (failed is null)
            return new CommandException("the index command failed");
        var (code, name) = SqlStates.Mongo(SqlStates.Unpack(failed.GetValue("code", 0).ToInt32()));
        return new CommandException(code, name, failed["errmsg"].AsString);
    }
}
