using MongoDB.Bson;

namespace ClinicNetwork.MongoWire.Commands;

/// <summary>
/// What a driver asks about the server itself. It presents as a standalone MongoDB 7: so a driver neither looks for other
/// members nor sends transactions or automatic retries, which this gateway could not honour.
/// </summary>
sealed class SessionCommands(WireLimits limits, TimeProvider time)
{
    const int WireVersion = 21;
    const string Version = "7.0.0";
    static readonly byte[] OkReply = new BsonDocument("ok", 1.0).ToBson();
    int _lastConnectionId;

    public static Task<byte[]> Ok(WireRequest request, CancellationToken cancellation) => Task.FromResult(OkReply);

    // Without topologyVersion, so that heartbeats are polled; without compression.
    public Task<byte[]> Hello(WireRequest request, CancellationToken cancellation) => Reply(new BsonDocument
    {
        { request.Name == "hello" ? "isWritablePrimary" : "ismaster", true },
        { "helloOk", true },
        { "maxBsonObjectSize", limits.DocumentBytes },
        { "maxMessageSizeBytes", limits.MessageBytes },
        { "maxWriteBatchSize", limits.WriteBatch },
        { "localTime", time.GetUtcNow().UtcDateTime },
        { "logicalSessionTimeoutMinutes", 30 },
        { "connectionId", Interlocked.Increment(ref _lastConnectionId) },
        { "minWireVersion", 0 },
        { "maxWireVersion", WireVersion },
        { "readOnly", false },
        { "ok", 1.0 },
    });

    public Task<byte[]> BuildInfo(WireRequest request, CancellationToken cancellation) => Reply(new BsonDocument
    {
        { "version", Version },
        { "gitVersion", "documentdb" },
        { "versionArray", new BsonArray { 7, 0, 0, 0 } },
        { "bits", 64 },
        { "debug", false },
        { "maxBsonObjectSize", limits.DocumentBytes },
        { "modules", new BsonArray() },
        { "ok", 1.0 },
    });

    public static Task<byte[]> Parameters(WireRequest request, CancellationToken cancellation) => Reply(new BsonDocument
    {
        { "featureCompatibilityVersion", new BsonDocument("version", "7.0") },
        { "ok", 1.0 },
    });

    public static Task<byte[]> EmptyLog(WireRequest request, CancellationToken cancellation) => Reply(new BsonDocument
    {
        { "totalLinesWritten", 0 }, { "log", new BsonArray() }, { "ok", 1.0 },
    });

    public static Task<byte[]> ConnectionStatus(WireRequest request, CancellationToken cancellation) => Reply(new BsonDocument
    {
        { "authInfo", new BsonDocument { { "authenticatedUsers", new BsonArray() }, { "authenticatedUserRoles", new BsonArray() } } },
        { "ok", 1.0 },
    });

    public static Task<byte[]> StartSession(WireRequest request, CancellationToken cancellation) => Reply(new BsonDocument
    {
        { "id", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) },
        { "timeoutMinutes", 30 },
        { "ok", 1.0 },
    });

    static Task<byte[]> Reply(BsonDocument reply) => Task.FromResult(reply.ToBson());
}
