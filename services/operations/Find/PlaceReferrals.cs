using System.Globalization;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Find;

/// <summary>The referrals of a location or a therapist, from the projection, the newest first and a page at a time.</summary>
public sealed class PlaceReferrals(IMongoDatabase database, TimeProvider clock) : IIndexed
{
    public const int Page = 50;
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;
    readonly IMongoCollection<ReferralRow> rows = database.GetCollection<ReferralRow>("referrals");

    /// <param name="chains">As in the caller's token: names, or <c>*</c> for all; empty shows nothing.</param>
    /// <param name="after">As <see cref="Cursor"/> of the last row seen; null, or what is none: from the newest on.</param>
    public Task<IReadOnlyList<ReferralRow>> Read(IReadOnlyList<string> chains, string? location, string? therapist, string? after, CancellationToken ct)
    {
        var there = location is not null ? Where.Eq(r => r.Location, location) : Where.Eq(r => r.Therapist, therapist);
        var mine = there & (chains.Contains("*") ? Where.Empty : Where.In(r => r.Chain, chains));
        var until = clock.GetUtcNow() + NewestFirst.Ahead;
        if (after?.Split('-', 2) is [var text, { Length: > 0 } id] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < until.ToUnixTimeMilliseconds())
        {
            until = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            mine &= Where.Lt(r => r.ReceivedAt, until) | (Where.Eq(r => r.ReceivedAt, until) & Where.Gt(r => r.Id, id));
        }
        var index = location is not null ? "location" : "therapist";
        return NewestFirst.Read(mine, r => r.ReceivedAt, r => r.Id, until, Page, filter => rows.Find(filter, new() { Hint = index }), ct);
    }

    public static string Cursor(ReferralRow row) => $"{row.ReceivedAt.ToUnixTimeMilliseconds()}-{row.Id}";

    public Task CreateIndexes(CancellationToken ct)
    {
        var keys = Builders<ReferralRow>.IndexKeys;
        return rows.Indexes.CreateManyAsync(
        [
            new(keys.Ascending(r => r.Location).Descending(r => r.ReceivedAt), new() { Name = "location" }),
            new(keys.Ascending(r => r.Therapist).Descending(r => r.ReceivedAt), new() { Name = "therapist" }),
        ], ct);
    }
}
