using System.Security.Claims;
using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Work;

/// <summary>Who has signed in here: those to whom an item can be given.</summary>
public sealed class Colleagues(IMongoDatabase database, TimeProvider clock) : IIndexed
{
    /// <summary>Who has not been here for so long is not offered any more.</summary>
    static readonly TimeSpan Gone = TimeSpan.FromDays(90);
    const int Most = 100;
    readonly IMongoCollection<Colleague> people = database.GetCollection<Colleague>("colleagues");

    /// <summary>The person as a colleague of others.</summary>
    public Colleague Of(ClaimsPrincipal person)
    {
        var caller = Caller.Of(person);
        return new(caller.Id, person.FindFirstValue("name") ?? caller.Id, caller.Roles, caller.Chains, clock.GetUtcNow());
    }

    /// <summary>Somebody has signed in. A hospital's people are nobody's colleagues.</summary>
    public async Task Meet(ClaimsPrincipal person, CancellationToken ct)
    {
        if (Caller.Of(person).Partner is not null) return;
        var colleague = Of(person);
        await people.ReplaceOneAsync(c => c.Id == colleague.Id, colleague, new ReplaceOptions { IsUpsert = true }, ct);
    }

    public async Task<Colleague?> Find(string id, CancellationToken ct) => await people.Find(c => c.Id == id).FirstOrDefaultAsync(ct);

    /// <summary>The coordinators of a chain, by name.</summary>
    public async Task<IReadOnlyList<Colleague>> Coordinators(string chain, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - Gone;
        var found = await people.Find(c => c.Roles.Contains("coordinator") && (c.Chains.Contains(chain) || c.Chains.Contains("*")) && c.SeenAt > since, new() { Hint = "seen" }).Limit(Most).ToListAsync(ct);
        return [.. found.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public Task CreateIndexes(CancellationToken ct) => people.Indexes.CreateOneAsync(new CreateIndexModel<Colleague>(Builders<Colleague>.IndexKeys.Descending(c => c.SeenAt), new() { Name = "seen" }), cancellationToken: ct);
}
