using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Home;

/// <summary>When somebody last looked at their home, so that it can say what has changed since.</summary>
public sealed class Looks(IMongoDatabase database, TimeProvider clock)
{
    /// <summary>Looks that follow each other sooner are one: who loads the page again still reads what was new.</summary>
    static readonly TimeSpan OneLook = TimeSpan.FromMinutes(10);
    /// <summary>What lies further back is not told any more.</summary>
    static readonly TimeSpan Furthest = TimeSpan.FromDays(7);

    /// <param name="Before">When the look before the present one ended.</param>
    sealed record Look([property: BsonId] string Id, DateTimeOffset At, DateTimeOffset Before);

    readonly IMongoCollection<Look> looks = database.GetCollection<Look>("looks");

    /// <summary>Somebody looks now.</summary>
    /// <returns>When they last did before.</returns>
    public async Task<DateTimeOffset> Since(string person, CancellationToken ct)
    {
        var (now, known) = (clock.GetUtcNow(), await looks.Find(l => l.Id == person).FirstOrDefaultAsync(ct));
        var before = known is null ? now - Furthest : now - known.At > OneLook ? known.At : known.Before;
        await looks.ReplaceOneAsync(l => l.Id == person, new(person, now, before), new ReplaceOptions { IsUpsert = true }, ct);
        return before > now - Furthest ? before : now - Furthest;
    }
}
