using MongoDB.Bson;

namespace ClinicNetwork.MongoWire.Commands;

/// <summary>Creating, dropping, renaming and measuring collections and databases.</summary>
sealed class CollectionCommands(DocumentDbApi api)
{
    const double Bytes = 1;

    public Task<byte[]> Create(WireRequest request, CancellationToken cancellation) =>
        BsonAsync("select documentdb_api.create_collection_view($1, $2)::bytea", cancellation, request.Database, request.Body);

    public async Task<byte[]> Drop(WireRequest request, CancellationToken cancellation)
    {
        var there = await api.CallAsync(
            "select documentdb_api.drop_collection($1, $2)", row => row.GetBoolean(0), cancellation, request.Database, request.Collection);
        return there
            ? new BsonDocument { { "ns", $"{request.Database}.{request.Collection}" }, { "ok", 1.0 } }.ToBson()
            : throw new CommandException(26, "NamespaceNotFound", "ns not found");
    }

    public async Task<byte[]> DropDatabase(WireRequest request, CancellationToken cancellation)
    {
        await api.CallAsync("select documentdb_api.drop_database($1)::text", row => true, cancellation, request.Database);
        return new BsonDocument { { "dropped", request.Database }, { "ok", 1.0 } }.ToBson();
    }

    public Task<byte[]> Rename(WireRequest request, CancellationToken cancellation) =>
        BsonAsync("select documentdb_api.rename_collection($1::bytea)::bytea", cancellation, request.Body);

    public Task<byte[]> Modify(WireRequest request, CancellationToken cancellation) =>
        BsonAsync("select documentdb_api.coll_mod($1, $2, $3)::bytea", cancellation, request.Database, request.Collection, request.Body);

    public Task<byte[]> Statistics(WireRequest request, CancellationToken cancellation) =>
        BsonAsync("select documentdb_api.coll_stats($1, $2, $3)::bytea", cancellation, request.Database, request.Collection, Bytes);

    public Task<byte[]> DatabaseStatistics(WireRequest request, CancellationToken cancellation) =>
        BsonAsync("select documentdb_api.db_stats($1, $2, false)::bytea", cancellation, request.Database, Bytes);

    public Task<byte[]> ListDatabases(WireRequest request, CancellationToken cancellation) =>
        BsonAsync("select documentdb_api.list_databases($1)::bytea", cancellation, request.Body);

    Task<byte[]> BsonAsync(string sql, CancellationToken cancellation, params object?[] parameters) =>
        api.CallAsync(sql, DocumentDbApi.Bson, cancellation, parameters);
}
