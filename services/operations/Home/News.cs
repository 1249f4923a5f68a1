using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Home;

/// <summary>What happened to referrals since some time: how many came to stand so, and when the last did.</summary>
/// <param name="Reason">Why they are on hold or have ended, as a code; null where they are neither.</param>
public sealed record NewStanding(string BusinessStatus, bool OnHold, string? Reason, int Count, DateTimeOffset Last);

/// <summary>What is new, from the projection.</summary>
/// <param name="IsAtLeast">True when more has changed than is looked at.</param>
public sealed record News(IReadOnlyList<NewStanding> Standings, bool IsAtLeast);

public sealed class NewsReader(IMongoDatabase database) : IIndexed
{
    const int Most = 500;
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;
    readonly IMongoCollection<ReferralRow> rows = database.GetCollection<ReferralRow>("referrals");

    /// <param name="chains">As in the caller's token: names, or <c>*</c> for all; empty shows nothing.</param>
    public async Task<News> Read(IReadOnlyList<string> chains, DateTimeOffset since, CancellationToken ct)
    {
        var filter = Where.Gt(r => r.At, since) & (chains.Contains("*") ? Where.Empty : Where.In(r => r.Chain, chains));
        var changed = await rows.Find(filter, new() { Hint = "changed" }).Limit(Most).ToListAsync(ct);
        return new([.. changed.GroupBy(r => (r.BusinessStatus, OnHold: r.Status is "on-hold", r.StatusReason))
            .Select(g => new NewStanding(g.Key.BusinessStatus, g.Key.OnHold, g.Key.StatusReason, g.Count(), g.Max(r => r.At))).OrderByDescending(s => s.OnHold).ThenByDescending(s => s.Last)], changed.Count == Most);
    }

    public Task CreateIndexes(CancellationToken ct) => rows.Indexes.CreateOneAsync(new CreateIndexModel<ReferralRow>(Builders<ReferralRow>.IndexKeys.Descending(r => r.At), new() { Name = "changed" }), cancellationToken: ct);
}
