using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>A store that saves whatever version the document is at: updates are lost.</summary>
sealed class Unfiltered<TState, TFact>(IDocuments<TState, TFact> real) : IDocuments<TState, TFact>
{
    public string Name => real.Name;

    public async Task<bool> TryUpdate(string id, long version, Change<TState, TFact> change, CancellationToken ct)
    {
        while (await real.Find(id, Part.State, ct) is { } now)
            if (await real.TryUpdate(id, now.Version, change, ct)) return true;
        return false;
    }

    public Task<Document<TState, TFact>?> Find(string id, Part part, CancellationToken ct) => real.Find(id, part, ct);
    public Task<IReadOnlyList<Document<TState, TFact>>> Find(IReadOnlyCollection<string> ids, CancellationToken ct) => real.Find(ids, ct);
    public Task<bool> TryInsert(Document<TState, TFact> document, CancellationToken ct) => real.TryInsert(document, ct);
    public Task Trim(string id, CancellationToken ct) => real.Trim(id, ct);
    public Task<IReadOnlyList<string>> Due(DateTimeOffset now, int limit, CancellationToken ct) => real.Due(now, limit, ct);
    public Task<bool> Claim(string id, DateTimeOffset now, CancellationToken ct) => real.Claim(id, now, ct);
    public Task<IReadOnlyList<string>> Unpublished(DateTimeOffset now, int limit, CancellationToken ct) => real.Unpublished(now, limit, ct);
    public Task<IReadOnlyList<OutboxEntry>> ClaimOutbox(string id, DateTimeOffset now, CancellationToken ct) => real.ClaimOutbox(id, now, ct);
    public Task TakeOut(IReadOnlyList<(string Id, IReadOnlyList<Guid> Events)> delivered, CancellationToken ct) => real.TakeOut(delivered, ct);
    public Task<IReadOnlyList<string>> Ids(string? after, int limit, CancellationToken ct) => real.Ids(after, limit, ct);
    public Task CreateIndexes(CancellationToken ct) => real.CreateIndexes(ct);
}

/// <summary>A bus that says "confirmed" before it has published.</summary>
sealed class Hasty(IEventBus real, World world) : IEventBus
{
    public Task Publish(OutboxEntry entry, CancellationToken ct)
    {
        world.Begin(async () =>
        {
            try
            {
                await real.Publish(entry, CancellationToken.None);
            }
            catch (Exception e) when (Service.Expected(e))
            {
                // Lost, and nobody knows.
            }
        });
        return Task.CompletedTask;
    }
}

/// <summary>Claims past their expiry are taken by the clock, whatever their series says.</summary>
sealed class Stealing(ClaimsShelf shelf, Line line, World world) : ModelClaims(shelf, line)
{
    public override Task<bool> TryClaim(string chain, string location, DateOnly date, Claim claim, bool known, CancellationToken ct)
    {
        if (Shelf.Days.TryGetValue(DayDocument.IdOf(location, date), out var day)) day.Claims.RemoveAll(c => c.Expires < world.Now);
        return base.TryClaim(chain, location, date, claim, known, ct);
    }

    protected override List<Claim> Shown(DayDocument day) => [.. day.Claims.Where(c => c.Expires >= world.Now)];
}

static class Rows
{
    /// <summary>Changes messages before the service's table sees them.</summary>
    public static void Change(IServiceCollection services, Func<IEvent, IEvent> change)
    {
        foreach (var row in services.Where(d => d.ServiceType == typeof(MessageRow)).ToList())
        {
            services.Remove(row);
            services.AddSingleton(p =>
            {
                var real = (MessageRow)row.ImplementationFactory!(p);
                return real with { Handle = (message, cause, ct) => real.Handle(change(message), cause, ct) };
            });
        }
    }
}
