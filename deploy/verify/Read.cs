using MongoDB.Bson;

namespace ClinicNetwork.Verify;

/// <summary>Reads stored documents without the services' types, so that a slip in those is not repeated here.</summary>
static class Read
{
    static readonly BsonArray None = [];

    public static string Text(this BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) is BsonString text ? text.Value : "";

    public static int Number(this BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) is { IsNumeric: true } number ? number.ToInt32() : 0;

    public static DateTime? Time(this BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) is BsonDateTime time ? time.ToUniversalTime() : null;

    public static BsonDocument Part(this BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) as BsonDocument ?? [];

    public static IEnumerable<BsonDocument> Parts(this BsonDocument document, string name) =>
        (document.GetValue(name, BsonNull.Value) as BsonArray ?? None).OfType<BsonDocument>();

    /// <summary>The name of a stored type: the discriminator, whose last part is the type itself.</summary>
    public static string Kind(this BsonDocument document) => document.GetValue("_t", BsonNull.Value) switch
    {
        BsonArray { Count: > 0 } names => names[^1].AsString,
        BsonString name => name.Value,
        _ => "",
    };
}
