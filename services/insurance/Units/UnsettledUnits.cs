using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using MongoDB.Driver;

namespace ClinicNetwork.Insurance.Units;

/// <summary>
/// Takes up reservations that were left half way, by a crash or an engine that was away. Runs before the collection's own
/// timers, which let those that cannot be settled now wait a minute.
/// </summary>
public sealed class UnsettledUnits(DocumentStore<Authorization, AuthorizationFact> store, Settlement settlement, TimeProvider clock, ILogger<UnsettledUnits> log)
    : ISweepable
{
    const int AtOnce = 50;

    public Task CreateIndexes(CancellationToken ct) => Task.CompletedTask;

    public Task SweepOutbox(DateTimeOffset before, CancellationToken ct) => Task.CompletedTask;

    public async Task SweepDue(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var where = Builders<Document<Authorization, AuthorizationFact>>.Filter;
        var due = await store.Collection.Find(where.Lte(d => d.Due, now) & where.Lte(d => d.State.SettleBy, now))
            .SortBy(d => d.Due).Limit(AtOnce).Project(d => d.Id).ToListAsync(ct);
        foreach (var id in due)
        {
            try
            {
                await settlement.Settle(id, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The units of referral {Referral} could not be settled; they are tried again", id);
            }
        }
    }
}
