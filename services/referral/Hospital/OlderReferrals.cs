using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Gives keys to referrals that an earlier version wrote, every minute anew: while an upgrade goes on, instances of both write. What
/// has none is found by the keys' own index.
/// </summary>
public sealed class OlderReferrals(MongoDocuments<Referral, ReferralFact> referrals, TimeProvider clock, ILogger<OlderReferrals> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    const int AtOnce = 100;
    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;
    static readonly ProjectionDefinition<Document> NoHistory =
        Builders<Document>.Projection.Exclude(d => d.History).Exclude($"personal.{Words.ServiceRequest}").Exclude($"personal.{Words.Report}").Exclude($"personal.{Words.InterimReport(1)}").Exclude($"personal.{Words.InterimReport(2)}");

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        // Not at once: the index has to be there.
        while (await tick.WaitForNextTickAsync(stopping))
            try
            {
                await GiveKeys(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("Referrals without keys could not be looked for and are looked for again: {Reason}", e.Message);
            }
    }

    /// <summary>All that have none; one that has changed meanwhile is left to the next time.</summary>
    public async Task GiveKeys(CancellationToken ct)
    {
        var filter = Where.Eq(d => d.State.Keys, null);
        for (var (rest, found) = (filter, new List<Document>()); ; rest = filter & Where.Gt(d => d.Id, found[^1].Id))
        {
            found = await referrals.Collection.Find(rest, new() { Hint = new BsonDocument("state.keys", 1) }).SortBy(d => d.Id).Limit(AtOnce).Project<Document>(NoHistory).ToListAsync(ct);
            if (found.Count == 0) return;
            foreach (var document in found)
            {
                var state = document.State with { PatientKey = document.Order().Patient.Key };
                await referrals.Collection.UpdateOneAsync(Where.Eq(d => d.Id, document.Id) & Where.Eq(d => d.Version, document.Version),
                    Builders<Document>.Update.Set(d => d.State.Keys, ReferralKeys.Of(state)).Set(d => d.State.PatientKey, state.PatientKey), cancellationToken: ct);
            }
        }
    }
}
