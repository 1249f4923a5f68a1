using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>What the registry last said and when, stored so that the gateway starts while the referral service is away.</summary>
public sealed class LastHeard(IMongoDatabase database)
{
    const string Partners = "partners";
    /// <summary>The same answer again is stored after this at the latest, so that its age is right after a restart.</summary>
    static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <param name="At">When it was heard.</param>
    /// <param name="Answer">The registry's list as it came.</param>
    public sealed record Heard([property: BsonId] string Id, DateTime At, string Answer);

    readonly IMongoCollection<Heard> heard = database.GetCollection<Heard>("heard");
    Heard? stored;

    public async Task<Heard?> Recall(CancellationToken ct) => stored = await heard.Find(h => h.Id == Partners).FirstOrDefaultAsync(ct);

    /// <summary>Stores it unless another instance has heard later.</summary>
    public async Task Keep(string answer, DateTimeOffset at, CancellationToken ct)
    {
        var next = new Heard(Partners, at.UtcDateTime, answer);
        if (stored is { } known && known.Answer == answer && next.At - known.At < Again) return;
        try
        {
            await heard.ReplaceOneAsync(h => h.Id == Partners && h.At < next.At, next, new ReplaceOptions { IsUpsert = true }, ct);
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
        }
        stored = next;
    }
}
