using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>Policy data of one kind in MongoDB.</summary>
public sealed class MongoPolicies<T>(IMongoDatabase database, string name) : IPolicies<T>
{
    readonly IMongoCollection<Versioned<T>> policies = database.GetCollection<Versioned<T>>(name);

    public string Name => name;

    public async Task<IReadOnlyList<Versioned<T>>> All(CancellationToken ct) =>
        await policies.Find(FilterDefinition<Versioned<T>>.Empty).SortBy(p => p.Id)
            .Project<Versioned<T>>(Builders<Versioned<T>>.Projection.Exclude(p => p.Earlier)).ToListAsync(ct);

    public async Task<Versioned<T>?> Find(string id, CancellationToken ct) => await policies.Find(p => p.Id == id).FirstOrDefaultAsync(ct);

    public async Task<bool> TryPut(Versioned<T> next, CancellationToken ct)
    {
        if (next.Version > 1)
            return (await policies.ReplaceOneAsync(p => p.Id == next.Id && p.Version == next.Version - 1, next, cancellationToken: ct)).MatchedCount == 1;
        try
        {
            await policies.InsertOneAsync(next, cancellationToken: ct);
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }
    }
}
