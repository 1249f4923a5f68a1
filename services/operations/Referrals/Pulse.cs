using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>Lets all instances hear that one of them has stored something: a number that grows, one write a second at most, and none while nothing happens.</summary>
public sealed class Pulse(IMongoDatabase database, Changes changes, TimeProvider clock, ILogger<Pulse> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    static readonly BsonDocument All = new("_id", "all");
    readonly IMongoCollection<BsonDocument> pulses = database.GetCollection<BsonDocument>("pulse");

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var tick = new PeriodicTimer(Every, clock);
        var (told, heard) = (changes.Told, 0L);
        do
            try
            {
                var (own, before) = (changes.Told, heard);
                heard = own == told ? await Read(stopping) : await Beat(stopping);
                if (heard != before + (own == told ? 0 : 1)) changes.Hear();
                told = own;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogDebug("What other instances have stored is not heard of now: {Reason}", e.Message);
            }
        while (await tick.WaitForNextTickAsync(stopping));
    }

    async Task<long> Read(CancellationToken ct) => (await pulses.Find(All).FirstOrDefaultAsync(ct))?["n"].ToInt64() ?? 0;

    async Task<long> Beat(CancellationToken ct) => (await pulses.FindOneAndUpdateAsync<BsonDocument>(
        All, new BsonDocument("$inc", new BsonDocument("n", 1L)), new() { IsUpsert = true, ReturnDocument = ReturnDocument.After }, ct))["n"].ToInt64();
}
