using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>Remembers each client's assertion ids until the assertions have expired, for all instances of the gateway.</summary>
public sealed class UsedAssertions(IMongoDatabase database)
{
    sealed record Used([property: BsonId] string Id, string Client, DateTime Expires);

    readonly IMongoCollection<Used> used = database.GetCollection<Used>("assertions");

    /// <summary>MongoDB itself forgets what has expired.</summary>
    public Task CreateIndexes(CancellationToken ct) => used.Indexes.CreateOneAsync(
        new CreateIndexModel<Used>(Builders<Used>.IndexKeys.Ascending(u => u.Expires), new CreateIndexOptions { Name = "expires", ExpireAfter = TimeSpan.Zero }),
        cancellationToken: ct);

    /// <summary>Takes the id; false when this client has used it before. The unique <c>_id</c> decides between instances.</summary>
    /// <param name="until">From then on the assertion is refused for its age alone.</param>
    public async Task<bool> TryUse(string clientId, string jti, DateTimeOffset until, CancellationToken ct)
    {
        // A hash, so that a client cannot choose how long our keys are.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{clientId}\n{jti}")));
        try
        {
            await used.InsertOneAsync(new(id, clientId, until.UtcDateTime), cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }
}

/// <summary>Makes the index in the background, again until it stands: the gateway comes up while the database is away.</summary>
sealed class UsedAssertionsIndex(UsedAssertions used, TimeProvider clock, ILogger<UsedAssertionsIndex> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(5), clock);
        do
        {
            try
            {
                await used.CreateIndexes(stopping);
                return;
            }
            catch (Exception e) when (e is MongoException or TimeoutException)
            {
                log.LogWarning("The index of used assertions could not be made yet: {Reason}", e.Message);
            }
        } while (await tick.WaitForNextTickAsync(stopping));
    }
}
