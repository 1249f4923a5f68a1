using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>The payer rules in force, kept in memory; read again after a change here and, for changes elsewhere, every few seconds.</summary>
public sealed class PayerRules(DocumentStore<RuleDocument, RuleFact> store, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    volatile Loaded? loaded;

    sealed record Loaded(RuleBook Book, DateTimeOffset At);

    /// <summary>The rules, at most some seconds old.</summary>
    public async ValueTask<RuleBook> Current(CancellationToken ct = default) =>
        loaded is { } known && clock.GetUtcNow() - known.At < Fresh ? known.Book : await Reload(ct);

    public async Task<RuleBook> Reload(CancellationToken ct = default)
    {
        var at = clock.GetUtcNow();
        var documents = await store.Collection.Find(FilterDefinition<Document<RuleDocument, RuleFact>>.Empty)
            .Project(d => new { d.Id, d.State }).ToListAsync(ct);
        var book = new RuleBook([.. documents.Where(d => d.State.Rule is not null)
            .Select(d => new VersionedRule(d.Id, d.State.RuleVersion, d.State.Rule!))]);
        loaded = new(book, at);
        return book;
    }
}
