namespace ClinicNetwork.MongoWire.Commands;

/// <summary>Reads that answer with one document: count and distinct.</summary>
sealed class QueryCommands(DocumentDbApi api)
{
    public Task<byte[]> Count(WireRequest request, CancellationToken cancellation) =>
        api.CallAsync("select document::bytea from documentdb_api.count_query($1, $2)", DocumentDbApi.Bson, cancellation, request.Database, request.Body);

    public Task<byte[]> Distinct(WireRequest request, CancellationToken cancellation) =>
        api.CallAsync("select document::bytea from documentdb_api.distinct_query($1, $2)", DocumentDbApi.Bson, cancellation, request.Database, request.Body);
}
