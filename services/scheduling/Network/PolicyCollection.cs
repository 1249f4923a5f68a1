using System.Text.Json;
using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Network;

/// <summary>One piece of policy data and its version; the versions before it stay readable.</summary>
public sealed class Policy<T>
{
    public required string Id { get; init; }
    /// <summary>1, 2, …; a decision names the versions that it used.</summary>
    public required long Version { get; init; }
    public required T Body { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
    /// <summary>Earlier versions, oldest first, the newest <see cref="Kept"/>.</summary>
    public List<Policy<T>> Earlier { get; init; } = [];

    public const int Kept = 20;
}

/// <summary>Policy data of one kind, changed by whole documents.</summary>
public sealed class PolicyCollection<T>(IMongoDatabase database, string name, TimeProvider clock)
{
    readonly IMongoCollection<Policy<T>> policies = database.GetCollection<Policy<T>>(name);

    public async Task<IReadOnlyList<Policy<T>>> All(CancellationToken ct) =>
        await policies.Find(FilterDefinition<Policy<T>>.Empty).SortBy(p => p.Id)
            .Project<Policy<T>>(Builders<Policy<T>>.Projection.Exclude(p => p.Earlier)).ToListAsync(ct);

    /// <summary>Stores a new version; the same content again changes nothing.</summary>
    /// <exception cref="ConcurrencyException">Another change was faster; send it again.</exception>
    public async Task<Policy<T>> Put(string id, T body, string by, CancellationToken ct)
    {
        var known = await policies.Find(p => p.Id == id).FirstOrDefaultAsync(ct);
        if (known is not null && Json(known.Body) == Json(body)) return known;
        var next = new Policy<T>
        {
            Id = id,
            Version = (known?.Version ?? 0) + 1,
            Body = body,
            At = clock.GetUtcNow(),
            By = by,
            Earlier = known is null ? [] : [.. known.Earlier.Append(Alone(known)).TakeLast(Policy<T>.Kept)],
        };
        try
        {
            if (known is null) await policies.InsertOneAsync(next, cancellationToken: ct);
            else if ((await policies.ReplaceOneAsync(p => p.Id == id && p.Version == known.Version, next, cancellationToken: ct)).MatchedCount == 0)
                throw new ConcurrencyException($"{name}/{id} was changed at the same time");
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            throw new ConcurrencyException($"{name}/{id} was created at the same time");
        }
        return next;
    }

    static Policy<T> Alone(Policy<T> policy) => new() { Id = policy.Id, Version = policy.Version, Body = policy.Body, At = policy.At, By = policy.By };

    static string Json(T body) => JsonSerializer.Serialize(body);
}
