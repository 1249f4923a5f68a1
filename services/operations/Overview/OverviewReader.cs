using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Overview;

/// <summary>Reads the overview from the projection, only the chains that the caller may see.</summary>
public sealed class OverviewReader(ReferralRows rows, ServicesHealth health, NamesReader names, TimeProvider clock)
{
    const int NewestCount = 12;
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;

    /// <param name="chains">As in the caller's token: names, or <c>*</c> for all; empty shows nothing.</param>
    public async Task<NetworkOverview> Read(IReadOnlyList<string> chains, CancellationToken ct)
    {
        var mine = chains.Contains("*") ? Where.Empty : Where.In(r => r.Chain, chains);
        var groups = rows.Collection.Aggregate().Match(mine)
            .Group(r => new { r.BusinessStatus, r.Status, r.StatusReason, r.Location },
                g => new { g.Key.BusinessStatus, g.Key.Status, g.Key.StatusReason, g.Key.Location, Count = g.Count(), Visits = g.Sum(r => r.Visits) })
            .ToListAsync(ct);
        var newest = rows.Collection.Find(mine).SortByDescending(r => r.ReceivedAt).Limit(NewestCount).ToListAsync(ct);
        var oldest = rows.Collection.Find(mine & Where.In(r => r.BusinessStatus, StatusWords.Waiting)).SortBy(r => r.ReceivedAt).FirstOrDefaultAsync(ct);
        return NetworkOverview.Of(clock.GetUtcNow(),
            [.. (await groups).Select(g => new GroupCount(g.BusinessStatus, g.Status, g.StatusReason, g.Location, g.Count, g.Visits))],
            await newest, await oldest, health.Current, names.Current);
    }
}
