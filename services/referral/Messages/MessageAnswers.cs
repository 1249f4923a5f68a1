using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Driver;

namespace ClinicNetwork.Referrals;

/// <summary>Which Task each message was answered with, so that the same message hears the same again (FHIR R4 messaging.html, reliable messaging). Ids alone: the Task is read from its history.</summary>
public sealed class MessageAnswers(IMongoDatabase database)
{
    readonly IMongoCollection<Given> answers = database.GetCollection<Given>("messages");

    /// <param name="Id">A hash of sender and content.</param>
    /// <param name="Version">Of the referral.</param>
    internal sealed record Given([property: BsonId] string Id, string Referral, string Version);

    /// <returns>Null when it has not been answered yet.</returns>
    internal async Task<Given?> Find(string message, CancellationToken ct) => await answers.Find(a => a.Id == message).FirstOrDefaultAsync(ct);

    /// <summary>The first answer stands, whoever gave it.</summary>
    internal async Task<Given> Keep(string message, (string Referral, long Version) task, CancellationToken ct)
    {
        var given = new Given(message, task.Referral, $"{task.Version}");
        try
        {
            await answers.InsertOneAsync(given, cancellationToken: ct);
            return given;
        }
        catch (MongoWriteException e) when (e.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return (await Find(message, ct))!;
        }
    }
}
