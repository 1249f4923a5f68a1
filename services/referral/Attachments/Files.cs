using System.Security.Cryptography;
using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;

namespace ClinicNetwork.Referrals;

/// <summary>The bytes of attachments, a document each, found by their own id alone; never in a list, an event or a referral's document.</summary>
public sealed class Files(IMongoDatabase database)
{
    internal sealed record StoredFile([property: BsonId] string Id, string Referral, string ContentType, byte[] Content);

    readonly IMongoCollection<StoredFile> files = database.GetCollection<StoredFile>("attachments");

    /// <summary>The same for the same content of a referral, and another for every other: who knows one file's id knows nothing of where else it lies.</summary>
    internal static string IdOf(string referral, byte[] content) => ReferralIds.Hash($"{referral}\n{Convert.ToHexStringLower(SHA256.HashData(content))}")[..32];

    /// <summary>Stored before it is recorded, so that what is recorded is there.</summary>
    internal async Task Store(StoredFile file, CancellationToken ct)
    {
        try
        {
            await files.InsertOneAsync(file, cancellationToken: ct);
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            // It is the very same.
        }
    }

    internal async Task<StoredFile?> Find(string id, CancellationToken ct) => await files.Find(f => f.Id == id).FirstOrDefaultAsync(ct);

    /// <summary>Whose it is, without its content; null when there is none.</summary>
    internal async Task<string?> ReferralOf(string id, CancellationToken ct) => await files.Find(f => f.Id == id).Project(f => f.Referral).FirstOrDefaultAsync(ct);
}
