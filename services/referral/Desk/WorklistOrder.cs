using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>What a worklist goes by, and its cursor: an instant and the referral's id.</summary>
/// <param name="Field">Where the instant is stored; documents of earlier versions that have none stand before all.</param>
sealed record WorklistOrder(string Field, Func<Referral, DateTimeOffset?> Time)
{
    /// <summary>The last millisecond that a time can have.</summary>
    const long Last = 253402300799999;

    /// <summary>What has waited longest.</summary>
    public static WorklistOrder Waiting { get; } = new("state.since", r => r.Since);

    /// <summary>What runs out next, or has run out first.</summary>
    public static WorklistOrder Promised { get; } = new("state.runsOut", r => r.RunsOut);

    public SortDefinition<Document> Sort => Builders<Document>.Sort.Ascending(Field).Ascending(d => d.Id);

    public string Cursor(Referral r) => $"{Time(r)?.ToUnixTimeMilliseconds() ?? 0}-{r.ReferralId}";

    /// <summary>What stands behind a cursor; null when it is none.</summary>
    public FilterDefinition<Document>? Behind(string cursor)
    {
        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || dash == cursor.Length - 1 || !long.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > Last) return null;
        var (time, id) = (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime, new BsonDocument("$gt", cursor[(dash + 1)..]));
        return new BsonDocument("$or", new BsonArray
        {
            new BsonDocument(Field, new BsonDocument("$gt", time)),
            new BsonDocument { { Field, milliseconds == 0 ? BsonNull.Value : (BsonValue)time }, { "_id", id } },
        });
    }
}
